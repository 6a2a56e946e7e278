namespace Scanout.Hosting.Configuration;

/// <summary>scanout.telemetry: what goes to an OpenTelemetry collector.</summary>
public sealed record TelemetrySettings
{
    /// <summary>The collector; null where nothing is sent.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Whether it is spoken to by gRPC, and not by protobuf over HTTP.</summary>
    public bool IsGrpc { get; init; }

    /// <summary>What it wants to be told with each request, such as a token: value by name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Between two reports of the metrics.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>One frame of so many is traced; 0 where none is for its number.</summary>
    public int TraceEvery { get; init; } = 300;

    /// <summary>A frame that takes longer from capture to wire is traced.</summary>
    public TimeSpan TraceSlowerThan { get; init; } = TimeSpan.FromMilliseconds(100);
}
