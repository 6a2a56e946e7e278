using Scanout.Hosting.Cluster.Records;
using Scanout.Hosting.Web;
using Scanout.Pipeline.Screens;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting.Cluster;

/// <summary>This host's own displays, exactly as they are: nothing of them comes from the cluster's directory.</summary>
sealed class LocalDisplays(DisplaysRef displays, ViewerCounts viewers, RecordingBoard recordings, ScreenBoard screens)
{
    public async Task<IReadOnlyList<DisplayRecord>> ListAsync(CancellationToken cancellationToken)
    {
        var list = await displays.ListAsync(cancellationToken);
        return [.. list.Displays.Select(status => DisplayRecord.Of(status, viewers, recordings, screens))];
    }

    /// <summary>What other hosts are told of them.</summary>
    public async Task<IReadOnlyList<RemoteDisplay>> TellAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync(cancellationToken)).Select(ToldOf)];

    /// <summary>A failing device may have much to say: others take so much of it.</summary>
    internal static RemoteDisplay ToldOf(DisplayRecord record) => new(
        new DisplayFacts(
            record.Name, record.Id, DisplayFacts.Cut(record.Device), record.Width, record.Height, DisplayFacts.Cut(record.Format),
            record.Reason is null ? null : DisplayFacts.Cut(record.Reason), record.Vnc?.Address,
            record.Vnc?.Port, record.Spice?.Address, record.Spice?.Port, record.Spice?.TlsPort),
        new DisplayNumbers(record.State, record.UpdatesPerSecond, record.Viewers, record.Recording, record.Screen ?? ""));
}
