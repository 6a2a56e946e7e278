using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting;

/// <summary>Puts together who records displays.</summary>
static class RecordingSetup
{
    public static void AddRecordings(this IServiceCollection services)
    {
        services.AddSingleton<RecordingBoard>();
        services.AddSingleton(_ => RecorderFactory.None);
    }
}
