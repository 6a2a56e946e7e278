namespace Scanout.Hosting;

/// <summary>What the host logs: edges only.</summary>
static partial class HostingLog
{
    [LoggerMessage(300, LogLevel.Error, "display {Display} has no {Entrance}: {Reason}")]
    public static partial void NoListener(this ILogger logger, string display, string entrance, string reason);

    [LoggerMessage(301, LogLevel.Warning, "{EndPoint} turned a connection away: {Count} are open")]
    public static partial void TooManyConnections(this ILogger logger, string endPoint, int count);

    [LoggerMessage(302, LogLevel.Warning, "configuration: {Fault}")]
    public static partial void ConfigurationWarning(this ILogger logger, string fault);

    [LoggerMessage(303, LogLevel.Information, "regions in {Directory} can't be listed: {Reason}")]
    public static partial void RegionsUnreadable(this ILogger logger, string directory, string reason);

    [LoggerMessage(304, LogLevel.Error, "no device can be handed over at {Path}: {Reason}")]
    public static partial void NoHandover(this ILogger logger, string path, string reason);

    [LoggerMessage(307, LogLevel.Warning, "Tight goes without JPEG: {Reason}")]
    public static partial void NoJpeg(this ILogger logger, string reason);

    [LoggerMessage(306, LogLevel.Error, "the search for vGPUs has failed and goes on: {Reason}")]
    public static partial void SearchFailed(this ILogger logger, string reason);

    [LoggerMessage(305, LogLevel.Warning, "the vGPUs of VM {Guest} (QEMU {Pid}) can't be looked for: {Reason}")]
    public static partial void QemuClosed(this ILogger logger, string guest, int pid, string reason);

    [LoggerMessage(310, LogLevel.Warning, "viewer from {Address} was not let in to {Display} by {Protocol} and WebSocket: {Reason}")]
    public static partial void WebSocketRefused(
        this ILogger logger, string address, string display, string protocol, string reason);

    [LoggerMessage(314, LogLevel.Debug, "a connection from {Address} to {Display}'s SPICE port came to nothing: {Reason}")]
    public static partial void ConnectionCameToNothing(this ILogger logger, string address, string display, string reason);

    [LoggerMessage(311, LogLevel.Information, "a token for {Display} was made: {Rights}, good until {Expires}")]
    public static partial void TokenMade(this ILogger logger, string display, string rights, string expires);

    [LoggerMessage(313, LogLevel.Warning, "recordings were not closed within {Seconds} s, and are left as they are")]
    public static partial void RecordingsLeftOpen(this ILogger logger, double seconds);

    [LoggerMessage(330, LogLevel.Information, "the past of {Display} from {From:u} is played as {Playback}, for {Address}")]
    public static partial void PastPlayed(this ILogger logger, string display, DateTimeOffset from, string playback, string address);

    [LoggerMessage(331, LogLevel.Information, "playback {Playback} was ended by {Address}")]
    public static partial void PlaybackEnded(this ILogger logger, string playback, string address);

    [LoggerMessage(332, LogLevel.Information, "the past of {Display} from {From} to {To} was exported for {Address}")]
    public static partial void PastExported(this ILogger logger, string display, string from, string to, string address);
}
