using System.CommandLine;
using DreamFunctions.Local.Commands;
using DreamFunctions.Local.Workers;

namespace DreamFunctions.Local.Tests.Commands;

/// <summary>What a command line says of its workers.</summary>
public sealed class WorkerOptionsTests
{
    [Fact]
    public void Half_precision_goes_to_workers_on_cuda() => Assert.True(Read("--half", "--provider", "cuda").Half);

    [Theory]
    [InlineData("cpu")]
    [InlineData("auto")]
    public void Half_precision_elsewhere_is_refused(string provider) =>
        Assert.Contains("--provider cuda", Assert.Throws<CommandException>(() => Read("--half", "--provider", provider)).Message, StringComparison.Ordinal);

    private static TileWorkerOptions Read(params string[] line)
    {
        WorkerOptions options = new();
        RootCommand command = new();
        options.AddTo(command);
        return options.Read(command.Parse(line), "UseDevelopmentStorage=true");
    }
}
