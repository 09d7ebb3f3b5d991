using System.CommandLine;
using DreamFunctions.Local.Commands;

var command = new RootCommand("DeepDream as a serverless pipeline, on this machine.")
{
    RunCommand.Create(), UpCommand.Create(), AtlasCommand.Create(), EstimateCommand.Create(), LayersCommand.Create(), ModelsCommand.Create(),
    GradientCommand.Create(), SeamsCommand.Create(), BatchCommand.Create(),
};

// Ctrl-C and SIGTERM cancel; what is in hand then goes back to its queue, and the storage is written to disk.
var patience = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) };
return await command.Parse(args).InvokeAsync(patience);
