using DreamFunctions.Nets;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DreamFunctions.Pipeline;

/// <summary>The pipeline's orchestrators, activities and what they need, for any host.</summary>
public static class DreamTasks
{
    /// <summary>Registers the orchestrators and activities under their class names.</summary>
    public static DurableTaskRegistry AddDreamTasks(this DurableTaskRegistry registry)
    {
        registry.AddOrchestrator<DreamOrchestrator>();
        registry.AddOrchestrator<OctaveOrchestrator>();
        registry.AddActivity<TurnActivity>();
        registry.AddActivity<IntakeActivity>();
        registry.AddActivity<SendTicketsActivity>();
        registry.AddActivity<FinishActivity>();
        registry.AddActivity<PreviewActivity>();
        registry.AddActivity<ForgetPreviewsActivity>();
        registry.AddActivity<RefuseActivity>();
        registry.AddActivity<SweepActivity>();
        registry.AddActivity<AnnounceActivity>();
        return registry;
    }

    /// <summary>Registers what the activities, the starter and the receiver need.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="storage">The containers and queues.</param>
    /// <param name="nets">The catalogue.</param>
    /// <param name="limits">What intake accepts; the defaults if null.</param>
    /// <param name="fanOut">How tickets are sent and answers waited for; the defaults if null.</param>
    /// <param name="inFlight">How many dreams are under way at once; the usual number if null.</param>
    /// <param name="api">How much may be asked of the API; the defaults if null.</param>
    public static IServiceCollection AddDreamPipeline(
        this IServiceCollection services, DreamStorage storage, NetCatalogue nets, PictureLimits? limits = null,
        FanOutLimits? fanOut = null, DreamsInFlight? inFlight = null, ApiLimits? api = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(storage).AddSingleton(nets).AddSingleton(limits ?? new()).AddSingleton(fanOut ?? new());
        services.AddSingleton(inFlight ?? DreamsInFlight.Usual).AddSingleton<DreamLine>();
        services.AddSingleton<IPictureDecoder>(new ChildDecoder());
        services.AddSingleton<DreamStarter>().AddSingleton<ResultReceiver>().AddSingleton<ArrivalDesk>();
        services.AddSingleton<PauseSwitch>().AddSingleton<DreamArchive>().AddSingleton<BatchDesk>().AddSingleton<DreamControl>();
        services.AddSingleton<EstimateDesk>().AddSingleton(api ?? new()).AddSingleton<ApiGate>().AddSingleton<DreamApi>();
        services.AddSingleton<SpendingLedger>();
        services.AddTransient<IntakeActivity>().AddTransient<SendTicketsActivity>().AddTransient<FinishActivity>();
        services.AddTransient<PreviewActivity>().AddTransient<ForgetPreviewsActivity>();
        services.AddTransient<RefuseActivity>().AddTransient<SweepActivity>().AddTransient<AnnounceActivity>();
        services.TryAddSingleton(new EventOutlet(null));
        return services;
    }
}
