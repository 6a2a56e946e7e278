using Microsoft.Extensions.Logging;

namespace Scanout.Pipeline;

/// <summary>What the pipeline logs: edges only. What a peer says of itself comes through <see cref="Sinks.Access.PeerText"/>.</summary>
static partial class PipelineLog
{
    [LoggerMessage(200, LogLevel.Information,
        "viewer from {Address} was let in to {Display} by {Protocol}: user \"{User}\", method {Method}, {Rights}, {Secrecy}")]
    public static partial void ViewerAdmitted(
        this ILogger logger, string address, string display, string protocol, string user, string method, string rights, string secrecy);

    [LoggerMessage(201, LogLevel.Warning, "viewer from {Address} was not let in to {Display} by {Protocol}: user \"{User}\", {Reason}")]
    public static partial void ViewerRefused(
        this ILogger logger, string address, string display, string protocol, string user, string reason);

    [LoggerMessage(202, LogLevel.Error, "the users in {Path} can't be read, nobody of them is let in: {Reason}")]
    public static partial void UsersUnreadable(this ILogger logger, string path, string reason);

    [LoggerMessage(203, LogLevel.Error, "{Path}: {Fault}; the line is left out")]
    public static partial void UserLineFaulty(this ILogger logger, string path, string fault);

    [LoggerMessage(204, LogLevel.Information, "the certificate {Path} was renewed; it is good until {NotAfter:u}")]
    public static partial void CertificateRenewed(this ILogger logger, string path, DateTime notAfter);

    [LoggerMessage(205, LogLevel.Error, "the certificate {Path} has changed and can't be used, the one before stays: {Reason}")]
    public static partial void CertificateUnusable(this ILogger logger, string path, string reason);

    [LoggerMessage(208, LogLevel.Debug, "a SPICE viewer from {Address} came to {Display} without TLS, and was told to come with it")]
    public static partial void ViewerReferred(this ILogger logger, string address, string display);

    [LoggerMessage(206, LogLevel.Warning, "viewer {Number} of {Display} lost the {Channel} channel: {Reason}")]
    public static partial void SpiceChannelBroken(this ILogger logger, long number, string display, string channel, string reason);

    [LoggerMessage(230, LogLevel.Information, "recording {Path} was closed: {Pictures} pictures, {Bytes} bytes, last link {Link}")]
    public static partial void SegmentClosed(this ILogger logger, string path, long pictures, long bytes, string link);

    [LoggerMessage(220, LogLevel.Information, "{Path}, {Bytes} bytes of recording, was deleted for its {Reason}")]
    public static partial void RecordingDeleted(this ILogger logger, string path, long bytes, string reason);

    [LoggerMessage(221, LogLevel.Error, "{Path} can't be deleted, and goes on taking room: {Reason}")]
    public static partial void RecordingUndeletable(this ILogger logger, string path, string reason);

    [LoggerMessage(222, LogLevel.Error, "the recordings in {Directory} can't be looked through: {Reason}")]
    public static partial void RecordingsUnreadable(this ILogger logger, string directory, string reason);

    [LoggerMessage(231, LogLevel.Warning, "recording {Path} was torn and is whole again: {Pictures} pictures, {Bytes} bytes were cut off")]
    public static partial void SegmentRepaired(this ILogger logger, string path, long pictures, long bytes);

    [LoggerMessage(233, LogLevel.Debug, "recording {Path} can't be repaired or packed for now: {Reason}")]
    public static partial void SegmentPostponed(this ILogger logger, string path, string reason);

    [LoggerMessage(234, LogLevel.Warning, "closed recordings are not packed: {Reason}")]
    public static partial void PackingUnavailable(this ILogger logger, string reason);

    [LoggerMessage(240, LogLevel.Information, "the screen of {Display} is {State}, after {Seconds:0} s of {Before}")]
    public static partial void ScreenChanged(this ILogger logger, string display, string state, string before, double seconds);

    [LoggerMessage(241, LogLevel.Information, "the screen of {Display} is {State}")]
    public static partial void ScreenSeen(this ILogger logger, string display, string state);

    [LoggerMessage(232, LogLevel.Error, "recording {Path} is left as it is: {Reason}")]
    public static partial void SegmentUnusable(this ILogger logger, string path, string reason);
}
