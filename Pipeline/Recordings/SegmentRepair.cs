using System.Buffers;
using Scanout.Codecs.Recording;
using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Pipeline.Recordings;

/// <summary>Makes a torn segment whole: cuts off what is not a whole chunk, and closes it (FORMAT.md, "Index and end").</summary>
/// <param name="CutBytes">What was cut off.</param>
/// <param name="PictureCount">Pictures that it has.</param>
/// <param name="Duration">Of what it tells of.</param>
/// <param name="WasTorn">False where it was complete, and nothing was done.</param>
public sealed record SegmentRepair(long CutBytes, long PictureCount, TimeSpan Duration, bool WasTorn)
{
    /// <summary>The recorder that follows a torn segment and the upkeep may both come to repair it.</summary>
    static readonly Lock OneAtATime = new();

    /// <summary>Repairs the file in its place. A crash meanwhile leaves it as torn as it was.</summary>
    /// <exception cref="RecordingException">It is no recording, is being written, is sealed and the key is missing or another, is damaged, or can't be written.</exception>
    public static SegmentRepair Run(string path, byte[]? secret, CancellationToken cancellationToken)
    {
        lock (OneAtATime)
            return RunAlone(path, secret, cancellationToken);
    }

    static SegmentRepair RunAlone(string path, byte[]? secret, CancellationToken cancellationToken)
    {
        using var reader = SegmentReader.Open(path, secret);
        if (reader.State == SegmentState.Recording)
            throw new RecordingException($"{path} is being written");
        if (reader.State == SegmentState.Complete)
            return new SegmentRepair(0, reader.End?.PictureCount ?? 0, TimeSpan.FromMicroseconds(reader.EndMicroseconds), WasTorn: false);
        if (!reader.IsReadable)
            throw new RecordingException($"{path} {reader.WhyUnreadable}");
        if (reader.LostChunks > 0 && reader.EndOffset == reader.FirstChunkOffset)
            throw new RecordingException($"{path} has no chunk that is whole, of {reader.LostChunks}; nothing was changed");
        if (ChunkSearch.FindBehind(reader, cancellationToken) is { } behind)
            Refuse(path, reader.EndOffset, $"a whole chunk begins at byte {behind}");
        var (pictures, gaps, link, last) = (0L, 0, reader.FirstLink, 0L);
        var points = new List<SeekPoint>();
        foreach (var chunk in SegmentWalk.Chunks(reader, (offset, problem) => Refuse(path, offset, problem)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!TryCount(chunk, ref pictures, ref gaps, ref last))
                Refuse(path, chunk.Offset, "the chunk's records are malformed");
            if (chunk.IsPacked || chunk.Kind == RecordingChunkKind.Key)
                if (points.Count == 0 || points[^1].Offset != chunk.Offset)
                    points.Add(new SeekPoint(chunk.TimeMicroseconds, chunk.Offset));
            link = chunk.Link;
        }
        using var composer = new SegmentComposer(secret);
        composer.Resume(reader.Facts, reader.EndOffset, link, points);
        var closing = new ArrayBufferWriter<byte>();
        composer.Close(closing, last, pictures, gaps, SegmentClosing.ByRepair);
        return new SegmentRepair(Append(path, reader.EndOffset, closing.WrittenSpan), pictures, TimeSpan.FromMicroseconds(last), WasTorn: true);
    }

    /// <summary>Damage with whole chunks behind it is no tear: to cut there would lose what can still be played.</summary>
    static void Refuse(string path, long offset, string problem) =>
        throw new RecordingException($"{path} is damaged at byte {offset}, with more behind it: {problem}; nothing was changed");

    static bool TryCount(in WalkedChunk chunk, ref long pictures, ref int gaps, ref long last)
    {
        try
        {
            var records = new RecordsReader(chunk.Payload, chunk.TimeMicroseconds, chunk.IsPacked);
            while (records.Next())
            {
                pictures += records.Type == RecordType.Picture ? 1 : 0;
                gaps += records.Type == RecordType.Gap ? 1 : 0;
            }
            last = records.TimeMicroseconds;
            return true;
        }
        catch (RecordingFormatException)
        {
            return false;
        }
    }

    static long Append(string path, long offset, ReadOnlySpan<byte> closing)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            if (SegmentLock.Take(file) != 0)
                throw new RecordingException($"{path} is being written");
            var cut = RandomAccess.GetLength(file) - offset;
            RandomAccess.SetLength(file, offset);
            RandomAccess.Write(file, closing, offset);
            RandomAccess.FlushToDisk(file);
            SegmentLock.LetGo(file);
            return cut;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException($"{path} can't be repaired: {failure.Message}", failure);
        }
    }
}
