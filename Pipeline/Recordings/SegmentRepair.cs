using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Scanout.Codecs.Recording;
using Scanout.Pipeline.Devices.Memory;
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

    /// <summary>Repairs the file in its place. A crash meanwhile leaves it as torn as it was; it stays as old as it is.</summary>
    /// <exception cref="RecordingException">
    /// It is no recording, is being written, is sealed and the key is missing or another, is damaged, or can't be written.
    /// </exception>
    public static SegmentRepair Run(string path, byte[]? secret, CancellationToken cancellationToken) =>
        Run(path, secret, begin: () => null, cancellationToken);

    /// <summary>The same for a store's segment: what it grows by gets room there first.</summary>
    /// <exception cref="RecordingException">As above.</exception>
    /// <exception cref="RecordingStoppedException">There is no room, or the segment has gone; nothing was changed.</exception>
    public static SegmentRepair Run(string path, byte[]? secret, RecordingStore store, CancellationToken cancellationToken) =>
        Run(path, secret, begin: () => store.BeginMending(path), cancellationToken);

    /// <param name="path">The file.</param>
    /// <param name="secret">The key file's bytes.</param>
    /// <param name="begin">Called when it was found to be torn, before the file is locked and looked at again.</param>
    /// <param name="cancellationToken">Leaves it as it is.</param>
    internal static SegmentRepair Run(string path, byte[]? secret, Func<MendedFile?> begin, CancellationToken cancellationToken)
    {
        lock (OneAtATime)
        {
            using (var reader = SegmentReader.Open(path, secret))
                if (reader.State != SegmentState.Torn)
                    return Untouched(reader);
            using var mended = begin();
            using var file = OpenLocked(path);
            try
            {
                // From now on nobody else changes it who keeps to the lock: what is read is what is cut.
                using var reader = SegmentReader.OfLocked(path, file, secret);
                return reader.State == SegmentState.Torn ? Mend(reader, file, mended, secret, cancellationToken) : Untouched(reader);
            }
            finally
            {
                SegmentLock.LetGo(file);
            }
        }
    }

    static SegmentRepair Untouched(SegmentReader reader) => reader.State == SegmentState.Complete
        ? new SegmentRepair(0, reader.End?.PictureCount ?? 0, TimeSpan.FromMicroseconds(reader.EndMicroseconds), WasTorn: false)
        : throw new RecordingException($"{reader.Path} is being written");

    static SegmentRepair Mend(SegmentReader reader, SafeFileHandle file, MendedFile? mended, byte[]? secret, CancellationToken cancellationToken)
    {
        var path = reader.Path;
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
        mended?.Reserve(Math.Max(0, reader.EndOffset + closing.WrittenCount - reader.FileBytes));
        Close(path, file, reader.EndOffset, closing.WrittenSpan);
        return new SegmentRepair(reader.FileBytes - reader.EndOffset, pictures, TimeSpan.FromMicroseconds(last), WasTorn: true);
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

    static SafeFileHandle OpenLocked(string path)
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unrepairable(path, failure);
        }
        if (SegmentLock.Take(file) == 0)
            return file;
        file.Dispose();
        throw new RecordingException($"{path} is being written");
    }

    static void Close(string path, SafeFileHandle file, long offset, ReadOnlySpan<byte> closing)
    {
        try
        {
            var isKnown = Libc.TryStat(file, out var before);
            RandomAccess.SetLength(file, offset);
            RandomAccess.Write(file, closing, offset);
            // Where it is refused the segment is a little younger.
            if (isKnown)
                _ = FileAge.Set(file, before.ChangedUtc);
            RandomAccess.FlushToDisk(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unrepairable(path, failure);
        }
    }

    static RecordingException Unrepairable(string path, Exception failure) => new($"{path} can't be repaired: {failure.Message}", failure);
}
