using System.Net;
using System.Text.Json.Serialization;
using Scanout.Actors.Displays;
using Scanout.Hosting.Web.Recordings;
using Scanout.Hosting.Web.Spice;
using Scanout.Pipeline.Screens;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Hosting.Web;

/// <summary>A display as <c>GET /api/displays</c> tells of it.</summary>
public record DisplayRecord(
    string Name, string Id, string State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    string Device, int Width, int Height, string Format, long Frames, double UpdatesPerSecond, int Viewers,
    DisplayAddress? Vnc, SpiceAddress? Spice, bool Recording,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RecorderRecord? Recorder = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Screen = null)
{
    /// <summary>Every word that <see cref="State"/> may be.</summary>
    internal static IReadOnlyList<string> States { get; } = ["starting", "live", "idle", "off", "refused", "lost", "failing"];

    /// <summary>A picture that has not changed for so long rests.</summary>
    const double RestsBelowUpdatesPerSecond = 0.25;

    public static DisplayRecord Of(DisplayStatus status, ViewerCounts viewers, RecordingBoard recordings, ScreenBoard? screens = null)
    {
        var surface = status.Surface;
        var recording = recordings.Of(status.Name);
        var frame = surface.AcquirePicture();
        var updates = surface.UpdatesPerSecond;
        try
        {
            return new DisplayRecord(
                status.Name, status.Id == Guid.Empty ? "" : status.Id.ToString(), StateOf(status.State, updates), ReasonOf(status),
                status.Device,
                frame?.WidthPixels ?? 0, frame?.HeightPixels ?? 0, frame?.Origin.Format?.ToString() ?? "", surface.PictureCount,
                Math.Round(updates, 2), viewers.Of(status.Name), DisplayAddress.Of(status.Addresses.Vnc),
                SpiceAddress.Of(status.Addresses.Spice, status.Addresses.SpiceTls),
                recording.State == RecordingState.Recording, RecorderRecord.Of(recording),
                screens?.Of(status.Name) is { } screen ? ScreenNames.Of(screen.State) : null);
        }
        finally
        {
            frame?.Release();
        }
    }

    static string? ReasonOf(DisplayStatus status) => status.Reason ?? status.State switch
    {
        DisplayState.Starting => "its device is being opened",
        DisplayState.Off => "the device says that it is switched off",
        _ => null,
    };

    /// <summary>As the API and metrics call it.</summary>
    internal static string StateOf(DisplayStatus status) => StateOf(status.State, status.Surface.UpdatesPerSecond);

    static string StateOf(DisplayState state, double updatesPerSecond) => state switch
    {
        DisplayState.Running => updatesPerSecond >= RestsBelowUpdatesPerSecond ? "live" : "idle",
        DisplayState.Starting => "starting",
        DisplayState.Off => "off",
        DisplayState.Refused => "refused",
        DisplayState.Lost => "lost",
        _ => "failing",
    };
}

/// <summary>Where a viewer connects.</summary>
/// <param name="Address">An IP address.</param>
/// <param name="Port">The port.</param>
public sealed record DisplayAddress(string Address, int Port)
{
    public static DisplayAddress? Of(IPEndPoint? endpoint) =>
        endpoint is null ? null : new DisplayAddress(endpoint.Address.ToString(), endpoint.Port);
}
