using System.Text.Json;
using DreamFunctions.Dreaming;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Activities;

public class SeamReportTests
{
    [Fact]
    public void A_seam_score_goes_through_the_dreams_JSON_with_its_verdict()
    {
        SeamFigure figure = new(AtBorders: 0.8, Elsewhere: 1, Low: 0.9, High: 1.1);
        SeamScore score = new(new AxisSeams(3, figure, figure, figure, [new(512, 0, 512, 0.8, 1.2, 0.1, true)]), null);
        string json = JsonSerializer.Serialize(score, SettingsRules.Json);
        Assert.Contains("\"hidden\": false", json, StringComparison.Ordinal);
        Assert.Equivalent(score, JsonSerializer.Deserialize<SeamScore>(json, SettingsRules.Json), strict: true);
    }
}
