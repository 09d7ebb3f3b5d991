using DreamFunctions.Pipeline;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace DreamFunctions.App.Tests;

public sealed class CoordinatorTests
{
    private static readonly Dictionary<string, string> Usual = new()
    {
        ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
        ["AzureWebJobs_PictureAnnounced_Disabled"] = "true",
    };

    [Fact]
    public void Everything_that_the_functions_ask_for_can_be_made()
    {
        using ServiceProvider services = Build(Usual);
        Assert.NotNull(ActivatorUtilities.CreateInstance<ActivityFunction>(services));
        Assert.NotNull(ActivatorUtilities.CreateInstance<DreamFunction>(services));
        Assert.NotNull(ActivatorUtilities.CreateInstance<ArrivalFunction>(services));
        Assert.NotNull(ActivatorUtilities.CreateInstance<ApiFunction>(services));
    }

    [Fact]
    public void Settings_are_read_and_the_layer_is_filled_in()
    {
        using ServiceProvider services = Build(new(Usual) { ["DREAM_SETTINGS"] = """{"octaves": 2}""" });
        DreamSettings settings = services.GetRequiredService<DreamSettings>();
        Assert.Equal(2, settings.Octaves);
        Assert.NotNull(settings.Layer);
    }

    [Theory]
    [InlineData("DREAM_SETTINGS", """{"octave": 2}""", "octave")]
    [InlineData("DREAM_SETTINGS", """{"octaves": 99}""", "octaves is 99; allowed: 1 to 12")]
    [InlineData("DREAM_SETTINGS", """{"layer": "nose"}""", "nose")]
    [InlineData("DREAM_DREAMS", "uploads", "every dream would be dreamed again")]
    [InlineData("DREAM_EVENT_TOPIC", "http://topic", "https address")]
    [InlineData("DREAM_UPLOADS", "up", "cannot be the name of a container")]
    [InlineData("AzureWebJobs_PictureAnnounced_Disabled", "false", "Exactly one")]
    [InlineData("AzureWebJobs_PictureArrived_Disabled", "true", "Exactly one")]
    [InlineData("DREAM_IN_FLIGHT", "0", "allowed: a whole number, 1 to 10000")]
    [InlineData("DREAM_OUTSTANDING", "1", "allowed: 2 to 1000")]
    [InlineData("DREAM_SPENDING_CAP", "20", "20/day or 300/month")]
    [InlineData("DREAM_SPENDING_CAP", "20/day", "price of a worker's hour")]
    [InlineData("DREAM_API_PER_MINUTE", "0", "1 to 1000000")]
    [InlineData("DREAM_API_MEGABYTES", "1.5", "a whole number, 1 to 256")]
    [InlineData("DREAM_RETENTION_HOURS", "soon", "allowed: 1 to 8760")]
    [InlineData("AzureWebJobsStorage", "", "AzureWebJobsStorage__accountName")]
    public void A_wrong_setting_stops_the_start_with_a_reason(string name, string value, string expected)
    {
        SettingsException e = Assert.Throws<SettingsException>(() => Build(new(Usual) { [name] = value }));
        Assert.Contains(expected, e.Message);
    }

    private static ServiceProvider Build(Dictionary<string, string> settings) =>
        new ServiceCollection().AddLogging().AddCoordinator(name => settings.GetValueOrDefault(name)).BuildServiceProvider();
}
