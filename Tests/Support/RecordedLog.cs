using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Scanout.Tests.Support;

/// <summary>A logger that keeps its lines.</summary>
public sealed class RecordedLog : ILogger
{
    readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyList<string> Lines => [.. lines];

    public int Count(string words) => lines.Count(line => line.Contains(words, StringComparison.Ordinal));

    public override string ToString() => string.Join('\n', lines);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        lines.Enqueue(formatter(state, exception));
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
}
