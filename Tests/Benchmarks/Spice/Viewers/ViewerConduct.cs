namespace Scanout.Benchmarks.Spice.Viewers;

/// <summary>What a viewer says that it can do, and how it behaves.</summary>
sealed record ViewerConduct
{
    const uint MonitorsConfig = 1 << 1, StreamReport = 1 << 4, Lz4 = 1 << 5, PreferredCompression = 1 << 6;
    const uint MultiCodec = 1 << 8, Mjpeg = 1 << 9;

    /// <summary>DISPLAY_CAP bits, as spice-gtk has them but without what only other pictures than ours need.</summary>
    public uint Capabilities { get; init; } = MonitorsConfig | StreamReport | Lz4 | PreferredCompression | MultiCodec | Mjpeg;

    /// <summary>What it asks for with PREFERRED_COMPRESSION; null = nothing, as spice-gtk does.</summary>
    public byte? Compression { get; init; }

    /// <summary>Whether it has the picture and reads the stamps; otherwise it counts what covers them.</summary>
    public bool IsReading { get; init; }

    /// <summary>Whether it sends ACKs and PONGs.</summary>
    public bool IsAnswering { get; init; } = true;

    /// <summary>How much later what it sends goes out, as if the server were that far away.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>What comes through to it; null = as much as there is.</summary>
    public int? BytesPerSecond { get; init; }

    public bool IsTls { get; init; }

    /// <summary>Whatever the server chooses, as for spice-gtk; can't be read where that is QUIC or GLZ.</summary>
    public static ViewerConduct Counting { get; } = new();

    /// <summary>LZ4 asked for, and read.</summary>
    public static ViewerConduct Reading { get; } = new() { Compression = 7, IsReading = true };

    /// <summary>LZ4 asked for, and counted.</summary>
    public static ViewerConduct CountingLz4 { get; } = new() { Compression = 7 };
}
