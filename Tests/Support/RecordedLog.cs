using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Scanout.Tests.Support;

/// <summary>A logger that keeps its lines.</summary>
public sealed class RecordedLog : ILogger
{
    readonly ConcurrentQueue<(LogLevel Level, string Text)> lines = new();

    public IReadOnlyList<string> Lines => LinesFrom(LogLevel.Trace);

    public IReadOnlyList<string> LinesFrom(LogLevel level) => [.. lines.Where(line => line.Level >= level).Select(line => line.Text)];

    public int Count(string words) => Lines.Count(line => line.Contains(words, StringComparison.Ordinal));

    public override string ToString() => string.Join('\n', Lines);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        lines.Enqueue((logLevel, formatter(state, exception)));
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
}
