using System.CommandLine;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DreamFunctions.Local.Api;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Commands;

/// <summary><c>dream batch</c>: starts, watches and reruns batches by the API of <c>dream up</c> or of a function app.</summary>
internal sealed class BatchCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Argument<string[]> pictures = new("picture")
    {
        Description = "names of uploads; or one folder of them, ending in a slash; or @FILE, a manifest of names, one a line",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> id = new("--id") { Description = "a batch that was started before: watched, not started", HelpName = "batch" };
    private readonly Option<bool> rerun = new("--rerun") { Description = "with --id: dreams once more what has failed, and only that" };

    private readonly Option<string> api = new("--api")
    {
        Description = "the API's address; the key of a function app in the environment variable DREAM_API_KEY",
        DefaultValueFactory = _ => $"http://127.0.0.1:{ApiOptions.UsualPort}/api",
        HelpName = "address",
    };

    private readonly Option<bool> noWait = new("--no-wait") { Description = "says how far it is and ends" };
    private readonly Option<bool> json = new("--json") { Description = "print the batch as JSON" };
    private readonly Option<FileInfo?> settings = new("--settings") { Description = "a JSON file of settings that all share; as every upload if not given" };

    public static Command Create() => new BatchCommand().Build();

    private Command Build()
    {
        var command = new Command("batch", "Dreams many uploads together: progress, failures, and a rerun of only the failed ones.")
        {
            pictures, id, rerun, settings, api, noWait, json,
        };
        command.SetAction(Safely.Run(RunAsync));
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(30) };
        if (Environment.GetEnvironmentVariable("DREAM_API_KEY") is { Length: > 0 } key)
            http.DefaultRequestHeaders.Add("x-functions-key", key);
        var root = arguments.GetValue(api)!.TrimEnd('/');
        if (!Uri.TryCreate(root, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new CommandException($"--api is '{root}'; allowed: an address such as http://127.0.0.1:{ApiOptions.UsualPort}/api.");
        var batch = arguments.GetValue(id) switch
        {
            null => await SendAsync(http, HttpMethod.Post, $"{root}/batches", BodyOf(arguments), cancellation),
            var known when arguments.GetValue(rerun) => await SendAsync(http, HttpMethod.Post, $"{root}/batches/{known}/rerun", null, cancellation),
            var known => await SendAsync(http, HttpMethod.Get, $"{root}/batches/{known}", null, cancellation),
        };
        for (var said = ""; !batch.Ended && !arguments.GetValue(noWait);)
        {
            var line = $"{batch.Id}: {batch.Completed} of {batch.Pictures} dreamed, {batch.Running} under way, {batch.Failed} failed";
            if (line != said)
                await Console.Error.WriteLineAsync(said = line);
            await Task.Delay(Interval, cancellation);
            batch = await SendAsync(http, HttpMethod.Get, $"{root}/batches/{batch.Id}", null, cancellation);
        }

        foreach (var failure in batch.Failures)
            await Console.Error.WriteLineAsync($"dream: {failure.Name}: {failure.Reason}");
        Console.WriteLine(arguments.GetValue(json)
            ? JsonSerializer.Serialize(batch, SettingsRules.Json)
            : $"{batch.Id}: {batch.Completed} of {batch.Pictures} dreamed, {batch.Failed} failed, {batch.Waiting + batch.Running} to come");
        return batch.Failed == 0 ? 0 : 1;
    }

    private BatchBody BodyOf(ParseResult arguments)
    {
        var shared = arguments.GetValue(settings) is { } file ? SettingsRules.Parse(File.ReadAllText(file.FullName)) : null;
        return arguments.GetValue(pictures) switch
        {
            null or [] => throw new CommandException("There is nothing to dream: name uploads, a folder of them ('trip/'), a manifest ('@FILE'), or --id."),
            [var folder] when folder.EndsWith('/') => new BatchBody { Prefix = folder, Settings = shared },
            [var manifest] when manifest.StartsWith('@') => new BatchBody
            {
                Blobs = [.. File.ReadLines(manifest[1..]).Select(line => line.Trim()).Where(line => line.Length > 0)],
                Settings = shared,
            },
            var names => new BatchBody { Blobs = names, Settings = shared },
        };
    }

    private static async Task<BatchStatus> SendAsync(
        HttpClient http, HttpMethod method, string address, BatchBody? body, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                using var content = body is null ? null : JsonContent.Create(body, null, SettingsRules.Json);
                using var request = new HttpRequestMessage(method, address) { Content = content };
                using var answer = await http.SendAsync(request, cancellation);
                var text = await answer.Content.ReadAsStringAsync(cancellation);
                if (answer.IsSuccessStatusCode)
                    return JsonSerializer.Deserialize<BatchStatus>(text, Answers)!;
                if (answer.StatusCode != HttpStatusCode.TooManyRequests)
                    throw new CommandException(ReasonOf(text) ?? $"The API at {address} answered {(int)answer.StatusCode}.");
                await Task.Delay(answer.Headers.RetryAfter?.Delta ?? Interval, cancellation);
            }
        }
        catch (HttpRequestException error)
        {
            throw new CommandException($"The API does not answer at {address}: {error.Message} Is `dream up` running? Give its address by --api.", error);
        }
    }

    // Figures that are derived there, and keys that a newer one adds, are passed over.
    private static JsonSerializerOptions Answers => DreamStorage.Wire;

    private static string? ReasonOf(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Problem>(text, DreamStorage.Wire)?.Detail;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
