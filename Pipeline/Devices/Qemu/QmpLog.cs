using Microsoft.Extensions.Logging;

namespace Scanout.Pipeline.Devices.Qemu;

/// <summary>What is logged of a display's way to QEMU: edges only.</summary>
static partial class QmpLog
{
    [LoggerMessage(230, LogLevel.Information, "display {Display} takes input: QMP at {Path}")]
    public static partial void QmpConnected(this ILogger logger, string display, string path);

    [LoggerMessage(231, LogLevel.Warning, "display {Display} takes no input: QMP at {Path}: {Reason}")]
    public static partial void QmpUnreachable(this ILogger logger, string display, string path, string reason);

    [LoggerMessage(232, LogLevel.Warning, "the VM of display {Display} refuses input: {Reason}")]
    public static partial void QmpRefused(this ILogger logger, string display, string reason);

    [LoggerMessage(233, LogLevel.Warning, "the VM of display {Display} is too slow for its input: keys or buttons were left out")]
    public static partial void InputOverflowed(this ILogger logger, string display);

    [LoggerMessage(234, LogLevel.Information, "display {Display} has no key for keysym 0x{Keysym:X}")]
    public static partial void KeyLeftOut(this ILogger logger, string display, uint keysym);
}
