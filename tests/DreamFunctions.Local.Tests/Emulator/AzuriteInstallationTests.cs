using DreamFunctions.Local.Emulator;

namespace DreamFunctions.Local.Tests.Emulator;

public class AzuriteInstallationTests
{
    [Fact]
    public void The_lock_file_pins_the_version_and_names_no_registry()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "azurite", "package-lock.json"));

        Assert.Contains($"\"azurite\": \"{AzuriteInstallation.Version}\"", text);
        Assert.DoesNotContain("\"resolved\"", text);
        Assert.DoesNotContain("registry.", text);
    }

    [Fact]
    public async Task An_installation_that_is_there_is_found_again()
    {
        var stop = TestContext.Current.CancellationToken;
        var first = await AzuriteInstallation.LocateAsync(cancellation: stop);
        var notices = new List<string>();

        var again = await AzuriteInstallation.LocateAsync(notice: notices.Add, cancellation: stop);

        Assert.Equal(first.Script, again.Script);
        Assert.Empty(notices);
        Assert.True(File.Exists(again.Script));
        Assert.All(again.Preloads, script => Assert.True(File.Exists(script)));
    }
}
