using System.CommandLine;
using System.Text.Json;
using DreamFunctions.Local.Emulator;
using DreamFunctions.Local.Hub;
using DreamFunctions.Local.Progress;
using DreamFunctions.Local.Workers;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Local.Commands;

/// <summary><c>dream run</c>: the same pipeline for files.</summary>
internal sealed class RunCommand
{
    private readonly Argument<FileInfo[]> photos = new("photo")
    {
        Description = "JPEG, PNG, WebP or GIF files; none with a --start that is no photo and a --size",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> output = new("--out")
    {
        Description = "the dream's path, or a folder; with several photos a folder [default: {name}.dream.{ext} in this folder]",
        HelpName = "path",
    };

    private readonly Option<DirectoryInfo?> state = new("--state")
    {
        Description = "a folder that keeps the work: an interrupted run with the same photos and settings goes on",
        HelpName = "folder",
    };

    private readonly Option<bool> keepState = new("--keep-state") { Description = "keep the run's own state folder" };
    private readonly Option<bool> json = new("--json") { Description = "print the results as JSON" };
    private readonly Option<bool> verbose = new("--verbose") { Description = "log what the pipeline does" };
    private readonly WorkerOptions workers = new();
    private readonly FlowOptions flow = new();
    private readonly SettingsOptions settings = new();

    public static Command Create() => new RunCommand().Build();

    private Command Build()
    {
        var command = new Command("run", "Dreams photos: each becomes a file of the same format, with its JSON beside it.")
        {
            photos, output, state, keepState, json, verbose,
        };
        settings.AddTo(command);
        workers.AddTo(command);
        flow.AddTo(command);
        command.SetAction(Safely.Run(RunAsync));
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var models = workers.ReadModels(arguments);
        var nets = NetCatalogue.Load(models);
        var materials = settings.ReadWithMaterials(arguments);
        var wanted = SettingsRules.Check(materials.Settings, nets);
        workers.Read(arguments, "");
        flow.Read(arguments);
        var laid = Lay(arguments, wanted);
        var results = laid.Where(photo => !photo.IsThere)
            .Select(photo => new PhotoResult(photo.Source, null, null, "there is no such file"))
            .ToList();
        var present = laid.Where(photo => photo.IsThere).ToList();
        if (present.Count > 0)
        {
            await NetFiles.LocateAsync(nets.NetNamed(wanted.Model), models, cancellation);
            using var run = RunState.Open(arguments.GetValue(state), arguments.GetValue(keepState));
            results.AddRange(await DreamAsync(present, materials with { Settings = wanted }, nets, run, arguments, cancellation));
            run.Served = true;
        }

        return Report(results, arguments.GetValue(json));
    }

    private IReadOnlyList<Photo> Lay(ParseResult arguments, DreamSettings wanted)
    {
        var files = arguments.GetValue(photos)!;
        if (files.Length > 0)
            return Photo.Lay(files, arguments.GetValue(output));
        return wanted is { Start: not DreamBeginning.Photo, Size: not null }
            ? [Photo.WithoutFile(wanted, arguments.GetValue(output))]
            : throw new CommandException("There is nothing to dream: give a photo, or --start fractal --size 512x384.");
    }

    private async Task<IReadOnlyList<PhotoResult>> DreamAsync(
        IReadOnlyList<Photo> present,
        LocalMaterials wanted,
        NetCatalogue nets,
        RunState run,
        ParseResult arguments,
        CancellationToken cancellation)
    {
        var installation = await AzuriteInstallation.LocateAsync(notice: Console.Error.WriteLine, cancellation: cancellation);
        await using var azurite = await AzuriteProcess.StartAsync(installation, run.Folder.Storage, cancellation: cancellation);
        using var host = await LocalPipeline.CreateAsync(
            flow.Lay(arguments, new LocalPipelineOptions
            {
                Hub = new EmbeddedHubOptions
                {
                    ConnectionString = azurite.ConnectionString,
                    HubName = "dreamlocal",
                    WorkerId = run.Folder.WorkerId,
                    StopPatience = TimeSpan.Zero,
                },
                Workers = workers.Read(arguments, azurite.ConnectionString),
                Nets = nets,
                Level = arguments.GetValue(verbose) ? LogLevel.Debug : LogLevel.Error,
            }),
            cancellation);
        await host.StartAsync(cancellation);
        try
        {
            return await RunProgress.ShowAsync(progress => DreamAllAsync(host.Services, azurite.Exited, present, wanted, progress, cancellation));
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    private static async Task<IReadOnlyList<PhotoResult>> DreamAllAsync(
        IServiceProvider services,
        Task storageGone,
        IReadOnlyList<Photo> present,
        LocalMaterials wanted,
        IRunProgress progress,
        CancellationToken cancellation)
    {
        var storage = services.GetRequiredService<DreamStorage>();
        await wanted.UploadAsync(storage, cancellation);
        var dreamer = new PhotoDreamer(
            storage,
            services.GetRequiredService<DreamStarter>(),
            services.GetRequiredService<DurableTaskClient>(),
            wanted.Settings,
            progress);
        using var givingUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var all = InTurnAsync(present, services.GetRequiredService<DreamsInFlight>(), dreamer, givingUp.Token);
        var failed = PipelineFailure.WhenAsync(services, storageGone, "--verbose shows why, and the same command goes on where it was.");
        if (await Task.WhenAny(all, failed) == all)
            return await all;
        await givingUp.CancelAsync();
        await ((Task)all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        throw new CommandException(await failed);
    }

    // As many as may be under way: a thousand photos are neither read into memory nor watched at once.
    private static async Task<IReadOnlyList<PhotoResult>> InTurnAsync(
        IReadOnlyList<Photo> photos, DreamsInFlight limit, PhotoDreamer dreamer, CancellationToken cancellation)
    {
        var results = new PhotoResult[photos.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = limit.Most, CancellationToken = cancellation };
        await Parallel.ForAsync(0, photos.Count, parallel, async (i, stop) => results[i] = await dreamer.DreamAsync(photos[i], stop));
        return results;
    }

    private static int Report(List<PhotoResult> results, bool json)
    {
        foreach (var failed in results.Where(result => result.Error is not null))
            Console.Error.WriteLine($"dream: {failed.Photo}: {failed.Error}");
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(results, SettingsRules.Json));
        }
        else
        {
            foreach (var dream in results.Select(result => result.Dream).OfType<string>())
                Console.WriteLine(dream);
        }

        return results.TrueForAll(result => result.Error is null) ? 0 : 1;
    }
}
