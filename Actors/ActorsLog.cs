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
}
