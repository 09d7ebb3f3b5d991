using System.Diagnostics;
using Azure.Storage.Queues.Models;
using DreamFunctions.Pipeline;
using Xunit;

namespace DreamFunctions.TileWorker.Tests;

/// <summary>The worker as the process that it is.</summary>
public sealed class WorkerProcessTests(Azurite azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cuda_without_cuda_fails_in_one_line_that_says_what_to_do()
    {
        (int code, string errors) = await RunAsync(azurite.ConnectionString, "--provider", "cuda");
        Assert.Equal(1, code);
        Assert.Single(errors.Trim().Split('\n'));
        Assert.Contains("CUDA", errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("auto")]
    public async Task Half_precision_is_for_cuda(string provider)
    {
        (int code, string errors) = await RunAsync(azurite.ConnectionString, "--provider", provider, "--half");
        Assert.Equal(1, code);
        Assert.Contains("--half (or DREAM_HALF) is for --provider cuda", Assert.Single(errors.Trim().Split('\n')));
    }

    [Fact]
    public async Task Without_storage_it_says_which_variable_to_set()
    {
        (int code, string errors) = await RunAsync(null);
        Assert.Equal(1, code);
        Assert.Contains("DREAM_STORAGE", errors);
    }

    [Fact]
    public async Task Sigterm_in_the_middle_of_tiles_returns_the_tickets_at_once()
    {
        DreamStorageNames names = Scene.FreshNames();
        using Scene scene = await Scene.CreateAsync(azurite, new() { Layer = "block8", Iterations = 200 }, names, width: 400, height: 300);
        await scene.SendAsync(scene.Ticket(0));
        await scene.SendAsync(scene.Ticket(0) with { Attempt = 1 });
        using Process worker = Start(azurite.ConnectionString, names, "--at-once", "2");
        Stopwatch watch = Stopwatch.StartNew();
        while ((await scene.Storage.Tickets.PeekMessageAsync(Stop)).Value is not null && watch.Elapsed < TimeSpan.FromSeconds(60))
            await Task.Delay(100, Stop);
        await Task.Delay(2000, Stop);
        Assert.False(worker.HasExited);

        using (Process kill = Process.Start("kill", ["-TERM", $"{worker.Id}"]))
            await kill.WaitForExitAsync(Stop);
        await worker.WaitForExitAsync(Stop);
        Assert.Equal(0, worker.ExitCode);
        QueueMessage[] back = (await scene.Storage.Tickets.ReceiveMessagesAsync(3, cancellationToken: Stop)).Value;
        Assert.Equal(2, back.Length);
        // Neither was done before the other was taken.
        Assert.Null((await scene.Storage.Results.PeekMessageAsync(Stop)).Value);
    }

    [Fact]
    public async Task More_tickets_at_once_than_make_sense_are_refused()
    {
        (int code, string errors) = await RunAsync(azurite.ConnectionString, "--at-once", "65");
        Assert.Equal(1, code);
        Assert.Contains("--at-once is 65; allowed: 1 to 64.", errors);
    }

    [Fact]
    public async Task A_setting_that_is_neither_true_nor_false_is_refused()
    {
        ProcessStartInfo start = new("dotnet", Path.Combine(AppContext.BaseDirectory, "DreamFunctions.TileWorker.dll"))
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["DREAM_RECOMPUTE"] = "1" },
        };
        (int code, string errors) = await EndAsync(Process.Start(start)!);
        Assert.Equal(1, code);
        Assert.Contains("DREAM_RECOMPUTE is '1'", errors);
    }

    internal static Process Start(string? connection, DreamStorageNames? names, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "DreamFunctions.TileWorker.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["DREAM_STORAGE"] = connection;
        start.Environment["DREAM_TICKETS"] = names?.Tickets;
        start.Environment["DREAM_RESULTS"] = names?.Results;
        start.Environment["DREAM_WORK"] = names?.Work;
        return Process.Start(start)!;
    }

    private static Task<(int Code, string Errors)> RunAsync(string? connection, params string[] arguments) =>
        EndAsync(Start(connection, null, arguments));

    private static async Task<(int Code, string Errors)> EndAsync(Process started)
    {
        using Process process = started;
        Task<string> errors = process.StandardError.ReadToEndAsync(Stop);
        await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, await errors);
    }
}
