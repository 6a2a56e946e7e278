using System.Net;
using System.Text.Json.Serialization;
using Scanout.Pipeline.Devices;

namespace Scanout.Hosting.Cluster.Records;

/// <summary>What of a display changes seldom.</summary>
/// <param name="Name">As its host calls it.</param>
/// <param name="Id">A UUID, or empty.</param>
/// <param name="Device">Where its picture comes from.</param>
/// <param name="Width">Pixels; 0 where there has been no picture.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Format">The pixels' format at the device.</param>
/// <param name="Reason">Why it shows nothing.</param>
/// <param name="VncAddress">The IP address of its VNC port.</param>
/// <param name="VncPort">The port.</param>
/// <param name="SpiceAddress">The IP address of its SPICE ports.</param>
/// <param name="SpicePort">The port.</param>
/// <param name="SpiceTlsPort">The port that is TLS.</param>
sealed record DisplayFacts(
    string Name, string Id, string Device, int Width, int Height, string Format, string? Reason = null, string? VncAddress = null,
    int? VncPort = null, string? SpiceAddress = null, int? SpicePort = null, int? SpiceTlsPort = null)
{
    const int MaxPixels = 65536;
    public const int MaxTextLength = 1024;

    /// <summary>Whether it is what a host may say of a display: it came from elsewhere.</summary>
    [JsonIgnore]
    public bool IsValid =>
        DisplayName.IsValid(Name) && IsText(Id) && IsText(Device) && IsText(Format) && (Reason is null || IsText(Reason))
        && Width is >= 0 and <= MaxPixels && Height is >= 0 and <= MaxPixels
        && IsPlace(VncAddress, VncPort) && IsPlace(SpiceAddress, SpicePort ?? SpiceTlsPort) && IsPort(SpicePort) && IsPort(SpiceTlsPort);

    /// <summary>As much of a text as may be told.</summary>
    public static string Cut(string text) =>
        text.Length <= MaxTextLength ? text : text[..(char.IsHighSurrogate(text[MaxTextLength - 1]) ? MaxTextLength - 1 : MaxTextLength)];

    static bool IsText(string text) => text.Length <= MaxTextLength;

    static bool IsPlace(string? address, int? port) =>
        address is null ? port is null : IPAddress.TryParse(address, out _) && port is not null && IsPort(port);

    static bool IsPort(int? port) => port is null or (>= 1 and <= 65535);
}
