using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using DreamFunctions.Local.Emulator;

namespace DreamFunctions.Local.Tests.Emulator;

public class AzuriteProcessTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_stored_is_there_after_a_restart_on_the_same_ports()
    {
        using var folder = new TemporaryFolder();
        var installation = await AzuriteInstallation.LocateAsync(cancellation: Stop);
        AzuritePorts first;
        await using (var azurite = await AzuriteProcess.StartAsync(installation, folder.Path, cancellation: Stop))
        {
            first = azurite.Ports;
            var container = new BlobContainerClient(azurite.ConnectionString, "kept");
            await container.CreateAsync(cancellationToken: Stop);
            await container.UploadBlobAsync("a", BinaryData.FromString("dream"), Stop);
            var queue = new QueueClient(azurite.ConnectionString, "kept");
            await queue.CreateAsync(cancellationToken: Stop);
            await queue.SendMessageAsync("ticket", Stop);
        }

        await using var again = await AzuriteProcess.StartAsync(installation, folder.Path, cancellation: Stop);

        Assert.Equal(first, again.Ports);
        var blob = await new BlobClient(again.ConnectionString, "kept", "a").DownloadContentAsync(Stop);
        Assert.Equal("dream", blob.Value.Content.ToString());
        var message = await new QueueClient(again.ConnectionString, "kept").ReceiveMessageAsync(cancellationToken: Stop);
        Assert.Equal("ticket", message.Value.MessageText);
    }

    [Fact]
    public async Task What_could_not_be_saved_is_saved_when_it_can_be()
    {
        using var folder = new TemporaryFolder();
        var installation = await AzuriteInstallation.LocateAsync(cancellation: Stop);
        var obstacle = Path.Combine(folder.Path, "__azurite_db_queue__.json~");
        await using (var azurite = await AzuriteProcess.StartAsync(installation, folder.Path, cancellation: Stop))
        {
            // Its saves go by way of this name, and fail where it is a folder, as they do on a full disk.
            Directory.CreateDirectory(obstacle);
            await new QueueClient(azurite.ConnectionString, "kept").CreateAsync(cancellationToken: Stop);
            var stopped = azurite.DisposeAsync();
            await Task.Delay(TimeSpan.FromSeconds(1), Stop);
            Directory.Delete(obstacle);
            await stopped;
        }

        await using var again = await AzuriteProcess.StartAsync(installation, folder.Path, cancellation: Stop);
        Assert.True(await new QueueClient(again.ConnectionString, "kept").ExistsAsync(Stop));
    }

    [Fact]
    public async Task Another_port_is_taken_when_the_last_one_is_in_use()
    {
        using var folder = new TemporaryFolder();
        var installation = await AzuriteInstallation.LocateAsync(cancellation: Stop);
        AzuritePorts first;
        await using (var azurite = await AzuriteProcess.StartAsync(installation, folder.Path, cancellation: Stop))
            first = azurite.Ports;
        using var squatter = new TcpListener(IPAddress.Loopback, first.Blob);
        squatter.Start();

        await using var again = await AzuriteProcess.StartAsync(installation, folder.Path, cancellation: Stop);

        Assert.NotEqual(first.Blob, again.Ports.Blob);
    }

    [Fact]
    public async Task A_port_that_must_be_had_and_is_taken_is_an_error_of_one_line()
    {
        using var folder = new TemporaryFolder();
        var installation = await AzuriteInstallation.LocateAsync(cancellation: Stop);
        using var squatter = new TcpListener(IPAddress.Loopback, 0);
        squatter.Start();
        var taken = new AzuritePorts(((IPEndPoint)squatter.LocalEndpoint).Port, 0, 0);

        var error = await Assert.ThrowsAsync<CommandException>(
            () => AzuriteProcess.StartAsync(installation, folder.Path, taken, cancellation: Stop));

        Assert.Contains("EADDRINUSE", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    /// <summary>The input of the process closes when its parent is killed; here a shell plays the parent.</summary>
    [Fact]
    public async Task It_ends_by_itself_when_its_parent_is_killed_and_keeps_what_was_stored()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the parent of this test is a shell");
        using var folder = new TemporaryFolder();
        var installation = await AzuriteInstallation.LocateAsync(cancellation: Stop);
        AzuritePorts ports;
        await using (var azurite = await AzuriteProcess.StartAsync(installation, folder.Path, cancellation: Stop))
            ports = azurite.Ports;

        var trace = folder["dream-azurite.json"];
        var command = $"'{installation.Node}' --require '{installation.Preloads[0]}' '{installation.Script}'"
            + $" --location '{folder.Path}' --blobPort {ports.Blob} --queuePort {ports.Queue} --tablePort {ports.Table}"
            + " --silent --skipApiVersionCheck --disableTelemetry";
        using var parent = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"sleep 600 | {command} & echo $!; wait"])
        {
            RedirectStandardOutput = true,
        })!;
        var id = int.Parse((await parent.StandardOutput.ReadLineAsync(Stop))!);
        while (await parent.StandardOutput.ReadLineAsync(Stop) is { } line && !line.Contains("Table service is successfully"))
        {
        }

        await new BlobContainerClient(ports.ConnectionString, "kept").CreateAsync(cancellationToken: Stop);
        await File.WriteAllTextAsync(trace, new JsonObject { ["ProcessId"] = id }.ToJsonString(), Stop);
        KillTheSleeper(parent);

        await using var again = await AzuriteProcess.StartAsync(installation, folder.Path, cancellation: Stop);

        Assert.True(await new BlobContainerClient(again.ConnectionString, "kept").ExistsAsync(Stop));
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }

    private static void KillTheSleeper(Process shell)
    {
        foreach (var task in Directory.GetDirectories("/proc/" + shell.Id + "/task"))
        {
            foreach (var child in File.ReadAllText(task + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                using var process = Process.GetProcessById(int.Parse(child));
                if (process.ProcessName == "sleep")
                    process.Kill();
            }
        }
    }
}
