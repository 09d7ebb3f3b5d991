using System.Diagnostics;

namespace DreamFunctions.Local.Tests.Faults;

/// <summary>A round of tests/faults: many more are run by hand (docs/faults.md).</summary>
public sealed class FaultTests
{
    /// <summary>
    /// Its seed draws: a picture asked for again, calls cut off for five seconds, a worker and the coordinator killed, and a picture
    /// dropped again.
    /// </summary>
    [Fact]
    public async Task Whatever_goes_wrong_meanwhile_every_upload_gets_its_one_dream_or_a_reason_and_nothing_is_left()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked up in /proc");
        using var faults = Process.Start(new ProcessStartInfo("dotnet", [Programs.Faults, "--rounds", "1", "--seed", "151", "--pictures", "2"])
        {
            RedirectStandardOutput = true,
        })!;
        var said = await faults.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await faults.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(faults.ExitCode == 0, said);
        Assert.Contains("2 dreamed, 1 refused, 0 lost, 0 doubled, 0 left", said);
        Assert.Contains("coordinator ended 1", said);
    }
}
