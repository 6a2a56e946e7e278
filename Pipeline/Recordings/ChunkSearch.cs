using Scanout.Codecs.Recording;

namespace Scanout.Pipeline.Recordings;

/// <summary>
/// Looks for a whole chunk of records where the file seems to have ended: one header that was damaged hides all that is behind it. What is found says that the file is no
/// torn one, and no more: a picture in a torn chunk may be made to look like a chunk.
/// </summary>
static class ChunkSearch
{
    const int BlockBytes = 1 << 20;

    /// <summary>Bodies in bodies could be summed without end.</summary>
    const int MostReadings = 4;

    /// <summary>Where one begins behind the last whole chunk; null where none does.</summary>
    public static long? FindBehind(SegmentReader reader, CancellationToken cancellationToken)
    {
        var (start, block) = (reader.EndOffset + 1, new byte[BlockBytes]);
        var unreadBytes = MostReadings * Math.Max(0, reader.FileBytes - start);
        while (reader.FileBytes - start >= RecordingChunkHeader.Bytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bytes = block.AsSpan(0, (int)Math.Min(BlockBytes, reader.FileBytes - start));
            if (!reader.TryRead(bytes, start))
                return null;
            var at = bytes.IndexOf(RecordingChunkHeader.MarkerBytes);
            if (at < 0)
            {
                // A marker may begin in the last bytes.
                start += bytes.Length - RecordingChunkHeader.MarkerBytes.Length + 1;
                continue;
            }
            start += at;
            if (reader.TryReadHeader(start, out var header)
                && header.Kind is RecordingChunkKind.Key or RecordingChunkKind.Delta or RecordingChunkKind.Pack)
            {
                unreadBytes -= header.BodyBytes;
                // No file that was torn comes so far.
                if (unreadBytes < 0 || reader.IsWhole(start, header))
                    return start;
            }
            start++;
        }
        return null;
    }
}
