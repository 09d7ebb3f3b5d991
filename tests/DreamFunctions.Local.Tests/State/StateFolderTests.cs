using DreamFunctions.Local.State;

namespace DreamFunctions.Local.Tests.State;

public class StateFolderTests
{
    [Fact]
    public void A_folder_is_one_processs_at_a_time_and_keeps_its_identity()
    {
        using var temporary = new TemporaryFolder();
        string worker;
        using (var folder = StateFolder.Open(temporary["state"]))
        {
            worker = folder.WorkerId;
            var error = Assert.Throws<CommandException>(() => StateFolder.Open(temporary["state"]));
            Assert.Contains("in use", error.Message);
            Assert.Contains(folder.Path, error.Message);
        }

        using var again = StateFolder.Open(temporary["state"]);
        Assert.Equal(worker, again.WorkerId);
        using var other = StateFolder.Open(temporary["other"]);
        Assert.NotEqual(worker, other.WorkerId);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_an_error_of_one_line()
    {
        using var temporary = new TemporaryFolder();
        File.WriteAllText(temporary["file"], "");

        var error = Assert.Throws<CommandException>(() => StateFolder.Open(Path.Combine(temporary["file"], "state")));

        Assert.DoesNotContain('\n', error.Message);
    }
}
