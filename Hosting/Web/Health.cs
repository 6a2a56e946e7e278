using Scanout.Hosting.Systemd;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting.Web;

/// <summary>How the service is: what the watchdog found, whether it is up, and what of its recordings has stopped. Nobody is waited for.</summary>
sealed class Health(Readiness readiness, Func<string?> findSilence, Func<string> tellStatus, RecordingBoard recordings)
{
    public string? WhyNotLive => findSilence() is null ? null : "something in the service does not answer; its log says what";

    public string? WhyNotReady => readiness.WhyNot;

    public static Health Create(IServiceProvider provider)
    {
        var watchdog = provider.GetRequiredService<Watchdog>();
        return new Health(provider.GetRequiredService<Readiness>(), () => watchdog.Silence, () => watchdog.Status, provider.GetRequiredService<RecordingBoard>());
    }

    public IReadOnlyList<string> Notes()
    {
        var stopped = recordings.All.Count(of => of.Status.State is RecordingState.Stopped or RecordingState.Failing);
        return stopped == 0 ? [tellStatus()] : [tellStatus(), stopped == 1 ? "1 recording can not go on" : $"{stopped} recordings can not go on"];
    }
}
