using Azure;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Pipeline;

/// <summary>The HTTP API without HTTP: both hosts hand their requests in here and hand the answers back.</summary>
/// <param name="control">Does things with dreams.</param>
/// <param name="estimates">Tells what dreams will take.</param>
/// <param name="gate">Holds requests to the limits.</param>
/// <param name="log">The log.</param>
public sealed class DreamApi(DreamControl control, EstimateDesk estimates, ApiGate gate, ILogger<DreamApi> log)
{
    /// <summary>All operations.</summary>
    public IReadOnlyList<ApiRoute> Routes { get; } = RoutesOf(control, estimates);

    /// <summary>Serves one request; every error is an answer.</summary>
    public async Task<ApiResponse> ServeAsync(DurableTaskClient client, ApiRequest request, CancellationToken cancel = default)
    {
        try
        {
            gate.Enter();
            if (request.Path == "/openapi.json")
                return new(200, "application/json", OpenApi.Document(Routes));
            (ApiRoute route, IReadOnlyDictionary<string, string> values) = Find(request);
            string text = route.Body is null ? "" : await gate.ReadAsync(request.Body, cancel);
            return ApiResponse.Of(route.Status, await route.Serve(new(request, text, values, client, cancel)));
        }
        catch (ApiException e)
        {
            return ApiResponse.Problem(e.Status, e.Title, e.Message) with { RetryAfter = (int?)e.RetryAfter?.TotalSeconds };
        }
        catch (SettingsException e)
        {
            return ApiResponse.Problem(400, "The settings are not allowed", e.Message);
        }
        catch (Exception e) when (StorageTrouble.Is(e))
        {
            log.RequestFailed(e, request.Method, request.Path);
            string what = (e as RequestFailedException)?.ErrorCode ?? e.Message;
            return ApiResponse.Problem(503, "The storage does not answer as it should", $"{what} Try again in a while.");
        }
#pragma warning disable CA1031 // The last resort of a server: the caller gets a word, the log the whole.
        catch (Exception e) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            log.RequestFailed(e, request.Method, request.Path);
            return ApiResponse.Problem(500, "Something went wrong here", "The app's log says more. Try again; tell whoever runs it if it stays.");
        }
    }

    private (ApiRoute Route, IReadOnlyDictionary<string, string> Values) Find(ApiRequest request)
    {
        bool known = false;
        foreach (ApiRoute route in Routes)
        {
            if (route.Match(request.Path) is not { } values)
                continue;
            known = true;
            if (string.Equals(route.Method, request.Method, StringComparison.OrdinalIgnoreCase))
                return (route, values);
        }

        throw known
            ? new ApiException(405, "Not that way", $"{request.Path} does not take {request.Method}; see /openapi.json.")
            : ApiException.Missing($"There is nothing at {request.Path}; see /openapi.json.");
    }

    private static ApiRoute[] RoutesOf(DreamControl control, EstimateDesk estimates) =>
    [
        new("POST", "/dreams", "startDream", "Starts the dream of a picture that lies in storage; the same picture and settings are one dream.",
            202, typeof(DreamStatus), async call => await control.StartAsync(call.Client, call.Body<StartBody>(), call.Cancel, call.Request.TraceParent))
        {
            Body = typeof(StartBody),
        },
        new("GET", "/dreams", "listDreams", "Lists dreams, a page at a time.",
            200, typeof(DreamPage),
            async call => await DreamControl.ListAsync(call.Client, StateOf(call), call.Number("limit", 50, 500), call.Given("after"), call.Cancel))
        {
            Query =
            [
                ("state", "only dreams in this state"),
                ("limit", "at most so many, 1 to 500; 50 if not given"),
                ("after", "the `next` of the page before"),
            ],
        },
        new("GET", "/dreams/{id}", "dreamStatus", "Tells how far a dream is.",
            200, typeof(DreamStatus), async call => await control.ExplainedAsync(call.Client, call.Id, call.Cancel)),
        new("POST", "/dreams/{id}/cancel", "cancelDream", "Cancels a dream, wherever it is; nothing of it is left.",
            202, typeof(DreamStatus), async call => await DreamControl.CancelAsync(call.Client, call.Id, call.Cancel)),
        new("POST", "/estimate", "estimate", "Tells what a dream will take, in tiles, gradients, seconds and money, and starts nothing.",
            200, typeof(PricedEstimate), async call => await estimates.EstimateAsync(call.Body<EstimateBody>(), call.Cancel)) { Body = typeof(EstimateBody) },
        new("POST", "/backfill", "backfill", "Starts the dreams of uploads that have none yet, a page at a time.",
            200, typeof(BackfillResult), async call => await control.BackfillAsync(call.Client, call.Body<BackfillBody>(), call.Cancel))
        {
            Body = typeof(BackfillBody),
        },
        new("POST", "/batches", "startBatch", "Starts the dreams of a folder, or of the pictures that a manifest names, with shared settings.",
            202, typeof(BatchStatus), async call => await control.StartBatchAsync(call.Client, call.Body<BatchBody>(), call.Cancel))
        {
            Body = typeof(BatchBody),
        },
        new("GET", "/batches/{id}", "batchStatus", "Tells how far a batch is, and which of its pictures failed and why.",
            200, typeof(BatchStatus), async call => await control.BatchAsync(call.Client, call.Id, call.Cancel)),
        new("POST", "/batches/{id}/rerun", "rerunBatch", "Dreams once more what of a batch has failed, and only that.",
            202, typeof(BatchStatus), async call => await control.RerunBatchAsync(call.Client, call.Id, call.Cancel)),
        new("POST", "/pause", "pause", "Pauses everything: what runs stops where it is, what comes waits.",
            200, typeof(PauseResult), async call => await control.PauseAsync(call.Client, call.Cancel)),
        new("POST", "/resume", "resume", "Resumes everything.",
            200, typeof(PauseResult), async call => await control.ResumeAsync(call.Client, call.Cancel)),
    ];

    private static DreamState? StateOf(ApiCall call)
    {
        if (call.Given("state") is not { } text)
            return null;
        return Enum.TryParse(text, ignoreCase: true, out DreamState state) && Enum.IsDefined(state)
            ? state
            : throw ApiException.Bad($"state is '{text}'; allowed: {string.Join(", ", Enum.GetNames<DreamState>()).ToLowerInvariant()}.");
    }
}
