using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Scanout.Codecs.Lz4;
using Scanout.Codecs.Motion;

namespace Scanout.Codecs.Recording;

/// <summary>
/// Puts together the payload of a key or delta chunk, record after record in the order of their times. It is used again after
/// <see cref="Clear"/>. One thread uses it; who calls it knows what the reader has: contents and shapes are numbered there.
/// </summary>
public sealed class RecordsWriter
{
    /// <summary>The bytes before the records.</summary>
    const int LengthBytes = 4;

    readonly ArrayBufferWriter<byte> records = new(4096);
    readonly ArrayBufferWriter<byte> literals = new(64 << 10);
    readonly ArrayBufferWriter<byte> contents = new(1024);
    readonly ArrayBufferWriter<byte> tiles = new(1024);
    readonly List<Digest> digests = [];
    int tileCount;
    int lastTile;

    public bool IsEmpty => records.WrittenCount == 0;

    /// <summary>The time of the first record.</summary>
    public long FirstMicroseconds { get; private set; }

    /// <summary>The time of the last record, be it of the payload before.</summary>
    public long LastMicroseconds { get; private set; }

    /// <summary>Picture records since <see cref="Clear"/>.</summary>
    public int PictureCount { get; private set; }

    public int PayloadBytes => LengthBytes + records.WrittenCount + literals.WrittenCount;

    public void Clear()
    {
        records.ResetWrittenCount();
        literals.ResetWrittenCount();
        digests.Clear();
        PictureCount = 0;
    }

    public void WriteClock(long timeMicroseconds, DateTimeOffset wallClock)
    {
        contents.ResetWrittenCount();
        VarInt.WriteSigned(contents, (wallClock - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        EndRecord(RecordType.Clock, timeMicroseconds);
    }

    public void WriteGap(long timeMicroseconds, GapReason why, long durationMicroseconds, long pictureCount, string sentence)
    {
        contents.ResetWrittenCount();
        VarInt.Write(contents, (ulong)why);
        VarInt.Write(contents, (ulong)durationMicroseconds);
        VarInt.Write(contents, (ulong)pictureCount);
        contents.Write(Encoding.UTF8.GetBytes(sentence));
        EndRecord(RecordType.Gap, timeMicroseconds);
    }

    public void WriteNoCursor(long timeMicroseconds)
    {
        contents.ResetWrittenCount();
        VarInt.Write(contents, (ulong)CursorForm.Hidden);
        EndRecord(RecordType.Cursor, timeMicroseconds);
    }

    /// <summary>A cursor of a shape that gets the next number.</summary>
    public void WriteCursor(long timeMicroseconds, RecordedShape shape, int xPixels, int yPixels)
    {
        ArgumentNullException.ThrowIfNull(shape);
        contents.ResetWrittenCount();
        VarInt.Write(contents, (ulong)CursorForm.NewShape);
        VarInt.Write(contents, (ulong)shape.WidthPixels);
        VarInt.Write(contents, (ulong)shape.HeightPixels);
        VarInt.Write(contents, (ulong)shape.HotXPixels);
        VarInt.Write(contents, (ulong)shape.HotYPixels);
        var block = new byte[Lz4Block.MaxCompressedBytes(shape.Bgra.Length)];
        var bytes = Lz4Block.CompressHigh(shape.Bgra.Span, block, level: 9);
        VarInt.Write(contents, (ulong)bytes);
        contents.Write(block.AsSpan(0, bytes));
        EndCursor(timeMicroseconds, xPixels, yPixels);
    }

    /// <summary>A cursor of a shape that has a number.</summary>
    public void WriteCursor(long timeMicroseconds, int shapeNumber, int xPixels, int yPixels)
    {
        contents.ResetWrittenCount();
        VarInt.Write(contents, (ulong)CursorForm.KnownShape);
        VarInt.Write(contents, (ulong)shapeNumber);
        EndCursor(timeMicroseconds, xPixels, yPixels);
    }

    /// <summary>Begins a picture that is given whole; every tile is to follow.</summary>
    public void BeginWhole(int widthPixels, int heightPixels, uint fourcc, bool isNotice)
    {
        contents.ResetWrittenCount();
        VarInt.Write(contents, (ulong)(PictureFlags.Whole | (isNotice ? PictureFlags.Notice : 0)));
        VarInt.Write(contents, (ulong)widthPixels);
        VarInt.Write(contents, (ulong)heightPixels);
        BinaryPrimitives.WriteUInt32LittleEndian(contents.GetSpan(4), fourcc);
        contents.Advance(4);
        VarInt.Write(contents, 0);
        BeginTiles();
    }

    /// <summary>Begins a picture that is made of the one before by moves, in this order, and then by tiles.</summary>
    public void BeginChange(bool isNotice, ReadOnlySpan<Move> moves)
    {
        contents.ResetWrittenCount();
        VarInt.Write(contents, (ulong)(isNotice ? PictureFlags.Notice : PictureFlags.None));
        VarInt.Write(contents, (ulong)moves.Length);
        foreach (ref readonly var move in moves)
            foreach (var number in (ReadOnlySpan<int>)[move.X, move.Y, move.Width, move.Height, move.SourceX, move.SourceY])
                VarInt.Write(contents, (ulong)number);
        BeginTiles();
    }

    /// <summary>The tile at <paramref name="index"/>, larger than that of the call before, has a content that has a number.</summary>
    public void AddKnown(int index, int number)
    {
        AddTile(index, isKnown: true);
        VarInt.Write(tiles, (ulong)number);
    }

    /// <summary>The tile at <paramref name="index"/>, larger than that of the call before, has a content that gets the next number.</summary>
    /// <param name="index">The tile's number in the picture.</param>
    /// <param name="digest">Of its colours.</param>
    /// <param name="lz4">Its pixels as an LZ4 block.</param>
    public void AddLiteral(int index, Digest digest, ReadOnlySpan<byte> lz4)
    {
        AddTile(index, isKnown: false);
        digests.Add(digest);
        VarInt.Write(literals, (ulong)lz4.Length);
        literals.Write(lz4);
    }

    /// <summary>Ends the picture.</summary>
    public void EndPicture(long timeMicroseconds)
    {
        VarInt.Write(contents, (ulong)tileCount);
        contents.Write(tiles.WrittenSpan);
        PictureCount++;
        EndRecord(RecordType.Picture, timeMicroseconds);
    }

    /// <summary>Writes the payload: <see cref="PayloadBytes"/>.</summary>
    public void WritePayload(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, records.WrittenCount);
        records.WrittenSpan.CopyTo(destination[LengthBytes..]);
        literals.WrittenSpan.CopyTo(destination[(LengthBytes + records.WrittenCount)..]);
    }

    /// <summary>Gives the chain what a link is made of.</summary>
    public void AppendTo(RecordingChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        chain.Append(records.WrittenSpan);
        foreach (var digest in digests)
            chain.Append(digest);
    }

    void BeginTiles()
    {
        tiles.ResetWrittenCount();
        (tileCount, lastTile) = (0, -1);
    }

    void AddTile(int index, bool isKnown)
    {
        VarInt.Write(tiles, (ulong)(index - lastTile - 1) << 1 | (isKnown ? 1u : 0));
        lastTile = index;
        tileCount++;
    }

    void EndCursor(long timeMicroseconds, int xPixels, int yPixels)
    {
        VarInt.WriteSigned(contents, xPixels);
        VarInt.WriteSigned(contents, yPixels);
        EndRecord(RecordType.Cursor, timeMicroseconds);
    }

    void EndRecord(RecordType type, long timeMicroseconds)
    {
        // Who tells of things in the order in which they were noticed may be a little out of the order in which they happened.
        timeMicroseconds = Math.Max(timeMicroseconds, LastMicroseconds);
        if (IsEmpty)
            FirstMicroseconds = LastMicroseconds = timeMicroseconds;
        VarInt.Write(records, (ulong)type);
        VarInt.Write(records, (ulong)(timeMicroseconds - LastMicroseconds));
        VarInt.Write(records, (ulong)contents.WrittenCount);
        records.Write(contents.WrittenSpan);
        LastMicroseconds = timeMicroseconds;
    }
}
