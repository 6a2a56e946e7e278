using Scanout.Codecs.Recording;

namespace Scanout.Pipeline.Recordings;

/// <summary>When something happened in a segment, and how much, by the sizes of its chunks: their headers are read, and no picture.</summary>
public static class SegmentActivity
{
    /// <summary>A chunk that tells of clocks alone has no more.</summary>
    const int QuietBytes = 128;

    /// <summary>Where something did, in the order of their times.</summary>
    /// <param name="path">The segment's file.</param>
    /// <param name="secret">What it is sealed with: a pack that can't be opened is one stretch.</param>
    /// <param name="resolution">A pack that tells of no more than this is one stretch.</param>
    /// <exception cref="RecordingException">The file is no recording, or is gone.</exception>
    public static IReadOnlyList<RecordedActivity> Read(string path, byte[]? secret, TimeSpan resolution)
    {
        using var reader = SegmentReader.Open(path, secret);
        using var packs = new PackOpener();
        var found = new List<RecordedActivity>();
        for (var offset = reader.FirstChunkOffset; offset < reader.EndOffset && reader.TryReadHeader(offset, out var header);)
        {
            if (header.Kind != RecordingChunkKind.Pack || header.SpanMilliseconds <= resolution.TotalMilliseconds
                || !TryLookInside(reader, offset, header, packs, found))
                Add(found, header.TimeMicroseconds, header.SpanMilliseconds, header.BodyBytes, header.Kind);
            offset += RecordingChunkHeader.Bytes + header.BodyBytes;
        }
        return found;
    }

    static bool TryLookInside(
        SegmentReader reader, long offset, in RecordingChunkHeader header, PackOpener packs, List<RecordedActivity> found)
    {
        var before = found.Count;
        try
        {
            using var payload = reader.ReadPayload(offset, header, out _);
            if (payload is null)
                return false;
            using var content = packs.Open(payload.Memory.Span);
            ReadOnlyMemory<byte> rest = content.Memory;
            // What is in a pack has its literals at full length; the sum is to be what the pack takes in the file.
            var share = (double)header.BodyBytes / Math.Max(1, rest.Length);
            while (PackedChunk.TryTake(ref rest, out var chunk))
                Add(found, chunk.TimeMicroseconds, chunk.SpanMilliseconds, chunk.Payload.Length, chunk.Kind, share);
            return true;
        }
        catch (RecordingFormatException)
        {
            found.RemoveRange(before, found.Count - before);
            return false;
        }
    }

    static void Add(
        List<RecordedActivity> found, long timeMicroseconds, uint spanMilliseconds, long bytes, RecordingChunkKind kind, double share = 1)
    {
        var from = TimeSpan.FromMicroseconds(timeMicroseconds);
        // A segment begins with a whole picture, whatever happens then.
        var isBeginning = timeMicroseconds == 0 && kind == RecordingChunkKind.Key;
        if (!isBeginning && bytes > QuietBytes)
            found.Add(new RecordedActivity(
                from, from + TimeSpan.FromMilliseconds(spanMilliseconds), Math.Max(1, (long)((bytes - QuietBytes) * share))));
    }
}
