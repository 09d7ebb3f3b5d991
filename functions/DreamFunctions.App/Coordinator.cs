using System.Globalization;
using Azure.Identity;
using Azure.Messaging.EventGrid;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace DreamFunctions.App;

/// <summary>Puts the coordinator together from the app's settings.</summary>
public static class Coordinator
{
    /// <summary>
    /// Registers the pipeline. Settings: AzureWebJobsStorage (a connection string) or AzureWebJobsStorage__accountName (managed
    /// identity); DREAM_SETTINGS (what every dream looks like, JSON); DREAM_MODELS (folders with cards, separated by ';');
    /// DREAM_RETENTION_HOURS; DREAM_TILE_SECONDS (<see cref="TilePace"/>); DREAM_IN_FLIGHT; DREAM_OUTSTANDING; DREAM_EVENT_TOPIC;
    /// DREAM_SPENDING_CAP and DREAM_PRICE_PER_HOUR (<see cref="SpendingCap"/>); the limits of <see cref="PictureLimits.From"/> and
    /// <see cref="ApiLimits.From"/>;
    /// which way uploads come in,
    /// AzureWebJobs_PictureArrived_Disabled or AzureWebJobs_PictureAnnounced_Disabled; the names of
    /// <see cref="DreamStorageNames.From"/>.
    /// </summary>
    /// <param name="services">The app's services.</param>
    /// <param name="setting">Gives a setting's value, or null.</param>
    /// <exception cref="SettingsException">A setting is missing or wrong: the app does not start, and says why.</exception>
    public static IServiceCollection AddCoordinator(this IServiceCollection services, Func<string, string?> setting)
    {
        NetCatalogue nets = NetCatalogue.Load([.. (setting("DREAM_MODELS") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)]);
        DreamSettings settings = setting("DREAM_SETTINGS") is { Length: > 0 } json ? SettingsRules.Parse(json) : new();
        services.AddSingleton(SettingsRules.Check(settings, nets));
        services.AddSingleton(Retention.From(setting("DREAM_RETENTION_HOURS")));
        CheckArrivals(setting);
        if (SpendingCap.From(setting) is { } cap)
            services.AddSingleton(cap);
        services.AddHostedService<StorageAtStart>();
        services.AddSingleton(new EventOutlet(Topic(setting("DREAM_EVENT_TOPIC"))));
        return services.AddDreamPipeline(
            Storage(setting), nets, PictureLimits.From(setting), FanOutLimits.From(setting),
            DreamsInFlight.From(setting), ApiLimits.From(setting));
    }

    private static EventGridPublisherClient? Topic(string? endpoint)
    {
        if (string.IsNullOrEmpty(endpoint))
            return null;
        return Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps
            ? new(address, new DefaultAzureCredential())
            : throw new SettingsException($"DREAM_EVENT_TOPIC is '{endpoint}'; give the https address of an Event Grid topic that takes CloudEvents.");
    }

    // Both names are known to the Functions host; the one with underscores is allowed in every environment.
    private static void CheckArrivals(Func<string, string?> setting)
    {
        bool Disabled(string function) =>
            bool.TryParse(setting($"AzureWebJobs.{function}.Disabled") ?? setting($"AzureWebJobs_{function}_Disabled"), out bool disabled) && disabled;
        const string Polled = nameof(ArrivalFunction.PictureArrived), Announced = nameof(ArrivalFunction.PictureAnnounced);
        if (Disabled(Polled) == Disabled(Announced))
            throw new SettingsException(
                $"Exactly one of the functions {Polled} (a blob trigger that polls) and {Announced} (Event Grid's messages in a queue) must be "
                + $"enabled. Set AzureWebJobs_{Announced}_Disabled or AzureWebJobs_{Polled}_Disabled to true, and not both.");
    }

    private static DreamStorage Storage(Func<string, string?> setting)
    {
        DreamStorageNames names = DreamStorageNames.From(setting).Check();
        if (setting("AzureWebJobsStorage") is { Length: > 0 } connection)
            return DreamStorage.Connect(connection, names);
        string account = setting("AzureWebJobsStorage__accountName")
            ?? throw new SettingsException("The app knows no storage: set AzureWebJobsStorage__accountName (managed identity) or AzureWebJobsStorage.");
        DefaultAzureCredential identity = new();
        return new(
            new BlobServiceClient(new Uri($"https://{account}.blob.core.windows.net"), identity),
            new QueueServiceClient(new Uri($"https://{account}.queue.core.windows.net"), identity, DreamStorage.QueueOptions()),
            names);
    }
}

/// <summary>How long the task hub remembers a dream that has ended.</summary>
/// <param name="Time">The time.</param>
public sealed record Retention(TimeSpan Time)
{
    /// <summary>From a number of hours; a day if null.</summary>
    /// <exception cref="SettingsException">It is not a number of hours from 1 to 8760.</exception>
    public static Retention From(string? hours)
    {
        if (string.IsNullOrEmpty(hours))
            return new(TimeSpan.FromDays(1));
        return double.TryParse(hours, CultureInfo.InvariantCulture, out double number) && number is >= 1 and <= 8760
            ? new(TimeSpan.FromHours(number))
            : throw new SettingsException($"DREAM_RETENTION_HOURS is '{hours}'; allowed: 1 to 8760.");
    }
}
