using System.CommandLine;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using DreamFunctions.Local.Api;
using DreamFunctions.Local.Emulator;
using DreamFunctions.Local.Hub;
using DreamFunctions.Local.Pumps;
using DreamFunctions.Local.State;
using DreamFunctions.Local.Workers;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Local.Commands;

/// <summary><c>dream up</c>: the whole system on this machine, until it is stopped.</summary>
internal sealed class UpCommand
{
    private readonly Option<DirectoryInfo?> state = new("--state")
    {
        Description = $"the folder of storage and history; a start on the same one goes on [default: {StateFolder.Default}]",
        HelpName = "folder",
    };

    private readonly Option<string?> connection = new("--connection")
    {
        Description = "a storage account's connection string, instead of starting Azurite; also DREAM_STORAGE",
        HelpName = "string",
    };

    private readonly Option<string> hub = new("--hub")
    {
        Description = "the task hub's name: others on the same account must have other names",
        DefaultValueFactory = _ => "dreamlocal",
        HelpName = "name",
    };

    private readonly Option<double> retention = new("--retention")
    {
        Description = "hours until the task hub forgets a dream that has ended",
        DefaultValueFactory = _ => 24,
        HelpName = "hours",
    };

    private readonly Option<int> remembered = new("--remember")
    {
        Description = "dreams that have ended which the task hub remembers at most: the emulator keeps them in memory (1 to 1000000)",
        DefaultValueFactory = _ => HistoryRetention.UsualMost,
        HelpName = "number",
    };

    private readonly Option<int?> port = new("--port")
    {
        Description = $"the port of the HTTP API on this machine; 0: a free one [default: {ApiOptions.UsualPort}, or a free one where that is taken]",
        HelpName = "number",
    };

    private readonly Option<bool> json = new("--json") { Description = "print where everything is as one line of JSON" };
    private readonly WorkerOptions workers = new();
    private readonly FlowOptions flow = new();
    private readonly SettingsOptions settings = new();

    public static Command Create() => new UpCommand().Build();

    private Command Build()
    {
        var command = new Command("up", "Runs everything here: drop pictures into a container, find dreams in another.")
        {
            state, connection, hub, retention, remembered, port, json,
        };
        workers.AddTo(command);
        flow.AddTo(command);
        settings.AddTo(command);
        command.SetAction(Safely.Run(RunAsync));
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var hours = arguments.GetValue(retention);
        if (hours is not (>= 1 and <= 8760))
            throw new CommandException($"--retention is {hours}; allowed: 1 to 8760 hours.");
        var most = arguments.GetValue(remembered);
        if (most is < 1 or > 1_000_000)
            throw new CommandException($"--remember is {most}; allowed: 1 to 1000000.");
        var models = workers.ReadModels(arguments);
        var nets = NetCatalogue.Load(models);
        var materials = settings.ReadWithMaterials(arguments);
        var wanted = SettingsRules.Check(materials.Settings, nets);
        workers.Read(arguments, "");
        flow.Read(arguments);
        using var folder = StateFolder.Open(arguments.GetValue(state)?.FullName ?? StateFolder.Default);
        await NetFiles.LocateAsync(nets.NetNamed(wanted.Model), models, cancellation);

        var given = arguments.GetValue(connection) ?? Environment.GetEnvironmentVariable("DREAM_STORAGE");
        CheckConnection(given);
        await using var azurite = string.IsNullOrEmpty(given) ? await StartAzuriteAsync(folder, cancellation) : null;
        var connectionString = azurite?.ConnectionString ?? given!;
        var names = DreamStorageNames.From(Environment.GetEnvironmentVariable).Check();

        using var host = await LocalPipeline.CreateAsync(
            flow.Lay(arguments, new LocalPipelineOptions
            {
                Hub = new EmbeddedHubOptions
                {
                    ConnectionString = connectionString,
                    HubName = arguments.GetValue(hub)!,
                    WorkerId = folder.WorkerId,
                },
                Workers = workers.Read(arguments, connectionString),
                Nets = nets,
                Names = names,
                Announces = Environment.GetEnvironmentVariable(DreamStorageNames.EventsSetting) is { Length: > 0 },
                Watch = new(wanted),
                Api = new ApiOptions(arguments.GetValue(port)),
                ApiLimits = ApiLimits.From(Environment.GetEnvironmentVariable),
                Spending = SpendingCap.From(Environment.GetEnvironmentVariable),
                Retention = new(TimeSpan.FromHours(hours), most),
                Level = LogLevel.Information,
            }),
            cancellation);
        await materials.UploadAsync(host.Services.GetRequiredService<DreamStorage>(), cancellation);
        await host.StartAsync(cancellation);
        try
        {
            var api = host.Services.GetRequiredService<ApiServer>().Address!;
            Show(new BlobServiceClient(connectionString), names, folder, azurite, api, arguments.GetValue(json));
            var failed = PipelineFailure.WhenAsync(
                host.Services, azurite?.Exited, "its log above may say more. Start again on the same state folder to go on.");
            await Task.WhenAny(Task.Delay(Timeout.Infinite, cancellation), failed);
            return cancellation.IsCancellationRequested ? 0 : throw new CommandException(await failed);
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    private static void CheckConnection(string? given)
    {
        try
        {
            if (!string.IsNullOrEmpty(given))
                _ = new BlobServiceClient(given);
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new CommandException($"The connection string cannot be used: {error.Message}", error);
        }
    }

    private static async Task<AzuriteProcess> StartAzuriteAsync(StateFolder folder, CancellationToken cancellation)
    {
        var installation = await AzuriteInstallation.LocateAsync(notice: Console.Error.WriteLine, cancellation: cancellation);
        return await AzuriteProcess.StartAsync(
            installation, folder.Storage, preferDefaultPorts: true, cancellation: cancellation);
    }

    private static void Show(
        BlobServiceClient service, DreamStorageNames names, StateFolder folder, AzuriteProcess? azurite, Uri api, bool json)
    {
        var uploads = service.GetBlobContainerClient(names.Uploads);
        var dreams = service.GetBlobContainerClient(names.Dreams);

        // For the emulator a year; a real account's key should not be good for so long in a terminal's history.
        var until = DateTimeOffset.UtcNow + (azurite is null ? TimeSpan.FromDays(1) : TimeSpan.FromDays(365));
        const BlobContainerSasPermissions drop =
            BlobContainerSasPermissions.Create | BlobContainerSasPermissions.Write | BlobContainerSasPermissions.List;
        const BlobContainerSasPermissions look = BlobContainerSasPermissions.Read | BlobContainerSasPermissions.List;
        var upload = uploads.CanGenerateSasUri ? uploads.GenerateSasUri(drop, until) : uploads.Uri;
        var fetch = dreams.CanGenerateSasUri ? dreams.GenerateSasUri(look, until) : dreams.Uri;
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                state = folder.Path,
                connectionString = azurite?.ConnectionString,
                uploads = upload,
                dreams = fetch,
                api,
            }));
            return;
        }

        Console.WriteLine($"""
            State:   {folder.Path}
            Storage: {service.Uri}
            """);
        if (azurite is not null)
            Console.WriteLine($"         {azurite.ConnectionString}");
        Console.WriteLine($"""
            Drop a picture into the container '{names.Uploads}', with any tool for Azure storage or:
              curl -T photo.jpg -H 'x-ms-blob-type: BlockBlob' '{Below(upload, "photo.jpg")}'
            Its dream appears in the container '{names.Dreams}' as photo.jpg, with photo.jpg.json beside it:
              curl -o dream.jpg '{Below(fetch, "photo.jpg")}'
            The API (docs/api.md): curl {api}/dreams
            Ctrl-C stops; the next `dream up` goes on.
            """);
    }

    private static string Below(Uri container, string blob) =>
        new UriBuilder(container) { Path = $"{container.AbsolutePath}/{blob}" }.Uri.AbsoluteUri;
}
