using System.Diagnostics;

namespace DreamFunctions.Local.Tests;

/// <summary>Whatever part ends by itself, the command ends with it and says which.</summary>
public sealed class PipelineFailureTests : IDisposable
{
    private readonly TaskCompletionSource<string> workers = new();
    private readonly TaskCompletionSource storage = new();
    private readonly CancellationTokenSource host = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task Workers_that_cannot_run_end_it_in_their_own_words()
    {
        var failed = Failure();
        workers.SetResult("there is no CUDA here");
        Assert.Equal("No tile worker can run: there is no CUDA here", await failed.WaitAsync(Stop));
    }

    [Fact]
    public async Task Storage_that_ends_ends_it()
    {
        var failed = Failure();
        storage.SetResult();
        Assert.Equal("Azurite ended by itself; do this.", await failed.WaitAsync(Stop));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_host_that_stops_by_itself_ends_it(bool storageIsOurs)
    {
        var failed = Failure(storageIsOurs);
        Assert.False(failed.IsCompleted);
        await host.CancelAsync();
        Assert.Equal("A part of the pipeline failed; do this.", await failed.WaitAsync(Stop));
    }

    [Fact]
    public async Task A_run_whose_storage_dies_ends_and_says_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked up in /proc");
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["photo.png"], Pictures.Png(96, 70), Stop);
        string[] arguments = ["run", "photo.png", "--state", folder["state"], "--octaves", "6", "--octave-scale", "1.1", "--iterations", "2"];
        await using var dream = DreamProcess.Start(folder.Path, arguments);
        await dream.ErrorLineAsync("octave 1 of 6 done");
        foreach (var id in ProcessTable.With(folder["state"]).Except([dream.Id]))
        {
            using var azurite = Process.GetProcessById(id);
            azurite.Kill();
        }

        Assert.Equal(1, await dream.EndAsync());
        Assert.Contains("dream: Azurite ended by itself; --verbose shows why", dream.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", dream.Errors, StringComparison.Ordinal);
        Assert.Empty(ProcessTable.With($"--parent-pid {dream.Id}"));
    }

    private Task<string> Failure(bool storageIsOurs = true) =>
        PipelineFailure.WhenAsync(workers.Task, storageIsOurs ? storage.Task : null, "do this.", host.Token);
}
