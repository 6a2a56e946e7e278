namespace Scanout.Hosting.Cli.Top;

/// <summary>What displays are sorted by: by name they rise, by all else the largest comes first.</summary>
enum TopOrder
{
    Name,
    State,
    Rate,
    Frames,
    Viewers,
    Bytes,
    Latency,
}
