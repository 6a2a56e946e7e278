using Microsoft.Extensions.Logging;
using Scanout.Actors.Displays;

namespace Scanout.Actors;

/// <summary>What the actors log: edges only.</summary>
static partial class ActorsLog
{
    [LoggerMessage(100, LogLevel.Information, "display {Display} plugged: {Device}")]
    public static partial void DisplayPlugged(this ILogger logger, string display, string device);

    [LoggerMessage(101, LogLevel.Information, "display {Display} is gone: {Reason}")]
    public static partial void DisplayUnplugged(this ILogger logger, string display, string reason);

    [LoggerMessage(102, LogLevel.Information, "display {Display} ({Device}) is {State}: {Reason}")]
    public static partial void DisplayChanged(this ILogger logger, string display, string device, DisplayState state, string reason);

    [LoggerMessage(103, LogLevel.Error, "a display's capture failed and is restarted")]
    public static partial void DisplayActorFailed(this ILogger logger, Exception fault);

    [LoggerMessage(104, LogLevel.Information, "display {Display} is known no more: {Reason}")]
    public static partial void DisplayForgotten(this ILogger logger, string display, string reason);

    [LoggerMessage(110, LogLevel.Information, "viewer {Viewer} connected to {Display} by {Protocol} from {Address}")]
    public static partial void ViewerConnected(this ILogger logger, long viewer, string display, string protocol, string address);

    [LoggerMessage(
        111, LogLevel.Information, "viewer {Viewer} of {Display} by {Protocol} from {Address} has gone: {Reason} (user '{User}' by {Method})")]
    public static partial void ViewerGone(
        this ILogger logger, long viewer, string display, string protocol, string address, string reason, string user, string method);

    [LoggerMessage(113, LogLevel.Information, "viewer {Viewer} watches {Display} by {Protocol} from {Address}: user '{User}' by {Method}")]
    public static partial void ViewerLetIn(
        this ILogger logger, long viewer, string display, string protocol, string address, string user, string method);

    [LoggerMessage(114, LogLevel.Information, "viewer {Viewer} controls {Display} by {Protocol} from {Address}: user '{User}' by {Method}")]
    public static partial void ViewerControls(
        this ILogger logger, long viewer, string display, string protocol, string address, string user, string method);

    [LoggerMessage(
        115, LogLevel.Information, "viewer {Viewer} no longer controls {Display} by {Protocol} from {Address}: user '{User}' by {Method}")]
    public static partial void ViewerControlLost(
        this ILogger logger, long viewer, string display, string protocol, string address, string user, string method);

    [LoggerMessage(112, LogLevel.Error, "viewer {Viewer} of {Display} failed")]
    public static partial void ViewerFailed(this ILogger logger, Exception fault, long viewer, string display);

    [LoggerMessage(120, LogLevel.Information, "display {Display} is recorded to {File}")]
    public static partial void RecordingBegan(this ILogger logger, string display, string file);

    [LoggerMessage(121, LogLevel.Warning, "the recording of {Display} has stopped, and is tried again: {Reason}")]
    public static partial void RecordingStopped(this ILogger logger, string display, string reason);

    [LoggerMessage(122, LogLevel.Information, "the recording of {Display} goes on, in {File}")]
    public static partial void RecordingGoesOn(this ILogger logger, string display, string file);

    [LoggerMessage(123, LogLevel.Error, "the recording of {Display} failed and is tried again")]
    public static partial void RecorderFailed(this ILogger logger, Exception fault, string display);

    [LoggerMessage(124, LogLevel.Information, "the recording of {Display} has ended: {Reason}")]
    public static partial void RecordingEnded(this ILogger logger, string display, string reason);

    [LoggerMessage(125, LogLevel.Debug, "the recording of {Display} waits until something happens")]
    public static partial void RecordingWaits(this ILogger logger, string display);

    [LoggerMessage(127, LogLevel.Information, "display {Display} is recorded as soon as something happens")]
    public static partial void RecordingReady(this ILogger logger, string display);

    [LoggerMessage(126, LogLevel.Debug, "display {Display} is recorded to {File}, as something happens")]
    public static partial void RecordingWoke(this ILogger logger, string display, string file);

    [LoggerMessage(130, LogLevel.Error, "the watch of a display's screen failed and is restarted")]
    public static partial void ScreenWatchFailed(this ILogger logger, Exception fault);
}
