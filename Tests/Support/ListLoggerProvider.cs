using Microsoft.Extensions.Logging;

namespace Scanout.Tests.Support;

/// <summary>Keeps what a whole service logs, as lines.</summary>
public sealed class ListLoggerProvider : ILoggerProvider
{
    readonly ListLogger logger = new();

    public IReadOnlyList<string> Lines => logger.Lines;

    public ILogger CreateLogger(string categoryName) => logger;

    public void Dispose() { }
}
