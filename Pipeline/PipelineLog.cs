using Microsoft.Extensions.Logging;

namespace Scanout.Pipeline;

/// <summary>What the pipeline logs: edges only.</summary>
static partial class PipelineLog
{
    [LoggerMessage(200, LogLevel.Warning, "viewer of {Display} from {Address}: {Violation}")]
    public static partial void ProtocolBroken(this ILogger logger, string display, string address, string violation);

    [LoggerMessage(201, LogLevel.Warning, "viewer of {Display} from {Address} was refused: {Reason}")]
    public static partial void ViewerRefused(this ILogger logger, string display, string address, string reason);
}
