using System.Buffers.Binary;
using System.Diagnostics;

namespace Scanout.Benchmarks.Spice.Viewers;

/// <summary>A video stream: where it is shown, and what the server is told of it. One thread.</summary>
sealed class ViewerStream(Box box)
{
    uint uniqueId, maxWindow, firstTime, frames, late;
    TimeSpan timeout;
    long firstAt;

    public Box Box { get; } = box;

    /// <summary>The server wants reports.</summary>
    public void Activate(ReadOnlySpan<byte> body)
    {
        (uniqueId, maxWindow) = (BinaryPrimitives.ReadUInt32LittleEndian(body[4..]), BinaryPrimitives.ReadUInt32LittleEndian(body[8..]));
        timeout = TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt32LittleEndian(body[12..]));
        frames = 0;
    }

    /// <summary>Counts a frame; a STREAM_REPORT where it is time for one.</summary>
    public byte[]? Report(uint id, uint time, TimeSpan early)
    {
        if (maxWindow == 0)
            return null;
        if (frames++ == 0)
            (firstTime, late, firstAt) = (time, 0, Stopwatch.GetTimestamp());
        if (early < TimeSpan.Zero)
            late++;
        if (frames < maxWindow && Stopwatch.GetElapsedTime(firstAt) < timeout)
            return null;
        var report = new byte[32];
        var at = 0;
        foreach (var word in (ReadOnlySpan<uint>)
            [id, uniqueId, firstTime, time, frames, late, (uint)(int)early.TotalMilliseconds, uint.MaxValue])
        {
            BinaryPrimitives.WriteUInt32LittleEndian(report.AsSpan(at), word);
            at += sizeof(uint);
        }
        frames = 0;
        return report;
    }
}
