using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DreamFunctions.Nets;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DreamFunctions.Pipeline;

/// <summary>Starts the dream of an upload; the same upload with the same settings is dreamed once, however often it is told.</summary>
/// <param name="nets">The catalogue.</param>
/// <param name="pause">Whether everything is paused.</param>
/// <param name="log">The log.</param>
public sealed class DreamStarter(NetCatalogue nets, PauseSwitch pause, ILogger<DreamStarter> log)
{
    /// <summary>How the ids of dreams, and those of their octaves, begin.</summary>
    public const string IdPrefix = "dream-";

    private static readonly string[] Beside = [".json", ".txt", ".md", ".xml", ".csv", ".yaml", ".yml", ".ini", ".html", ".pdf", ".db"];

    /// <summary>
    /// Whether a blob is meant to be dreamed: files of words and figures that lie beside pictures are not, nor hidden files, nor
    /// <see cref="Materials"/>.
    /// </summary>
    public static bool IsPicture(string name) =>
        !Beside.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase) && !Path.GetFileName(name).StartsWith('.')
        && !name.StartsWith(Materials.Folder, StringComparison.OrdinalIgnoreCase);

    /// <summary>The instance id of a dream: a hash of container, name, ETag and settings.</summary>
    public static string InstanceId(DreamRequest request)
    {
        string settings = JsonSerializer.Serialize(request.Settings, DreamStorage.Wire);
        string identity = string.Join('\n', request.Container, request.Name, request.ETag.Trim('"'), settings);
        return IdPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..32];
    }

    /// <summary>Starts a dream unless it is known already, and gives its instance id.</summary>
    /// <param name="client">The task hub.</param>
    /// <param name="request">The upload and the settings.</param>
    /// <param name="cancel">Stops the starting.</param>
    /// <exception cref="SettingsException">The settings are not allowed; nothing was started.</exception>
    public async Task<string> StartAsync(DurableTaskClient client, DreamRequest request, CancellationToken cancel = default)
    {
        DreamRequest complete = request with { Settings = SettingsRules.Check(request.Settings, nets) };
        string id = InstanceId(complete);
        if (await client.GetInstanceAsync(id, cancel) is not null)
        {
            log.AlreadyStarted(request.Name, request.ETag, id);
            return id;
        }

        using Activity? span = DreamTraces.Accept(new(id, complete, default));
        complete = complete with { TraceParent = span?.Id ?? TraceParent.Check(request.TraceParent) };
        try
        {
            StartOrchestrationOptions once = new StartOrchestrationOptions(id).WithDedupeStatuses(Enum.GetValues<OrchestrationRuntimeStatus>());
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(DreamOrchestrator), complete, once, cancel);
            log.Started(request.Name, request.ETag, id);
            if (await pause.IsOnAsync(cancel))
                await client.SuspendInstanceAsync(id, "paused", cancel);
        }
#pragma warning disable CA1031 // Clients differ in how they say "exists already"; asking again tells that from a real fault.
        catch (Exception) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (await client.GetInstanceAsync(id, cancel) is null)
            {
                span?.SetStatus(ActivityStatusCode.Error);
                throw;
            }

            log.AlreadyStarted(request.Name, request.ETag, id);
        }

        return id;
    }
}
