using System.CommandLine;
using DreamFunctions.Local.Commands;
using DreamFunctions.Local.Hub;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Tests.Commands;

/// <summary>One setting decides how long workers keep a ticket and how long the coordinator waits for an answer.</summary>
public sealed class PaceTests
{
    [Theory]
    [InlineData(null, 20)]
    [InlineData("", 20)]
    [InlineData("7", 7)]
    public void Workers_and_coordinator_go_by_one_pace(string? setting, int seconds)
    {
        var laid = Lay(setting);
        Assert.Equal(TimeSpan.FromSeconds(seconds), laid.Workers.Pace.Tile);
        Assert.Equal(TimeSpan.FromSeconds(15 * seconds), laid.FanOut.Patience);
    }

    [Fact]
    public void A_pace_out_of_range_is_refused() =>
        Assert.Contains("5 to 300", Assert.Throws<SettingsException>(() => Lay("4")).Message, StringComparison.Ordinal);

    private static LocalPipelineOptions Lay(string? setting)
    {
        const string connection = "UseDevelopmentStorage=true";
        WorkerOptions workers = new();
        FlowOptions flow = new();
        RootCommand command = new();
        workers.AddTo(command);
        flow.AddTo(command);
        var arguments = command.Parse([]);
        return flow.Lay(arguments, new LocalPipelineOptions
        {
            Hub = new EmbeddedHubOptions { ConnectionString = connection, HubName = "pace" },
            Workers = workers.Read(arguments, connection, name => name == TilePace.Setting ? setting : null),
            Nets = NetCatalogue.BuiltIn(),
        });
    }
}
