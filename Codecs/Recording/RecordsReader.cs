using System.Buffers.Binary;
using System.Text;

namespace Scanout.Codecs.Recording;

/// <summary>
/// Goes through the records of a payload. Its memory is the caller's, and stays as it is for as long as contents that are in it are used.
/// </summary>
/// <remarks>Every member throws <see cref="RecordingFormatException"/> where the payload breaks a rule.</remarks>
public sealed class RecordsReader
{
    readonly bool isPacked;
    ReadOnlyMemory<byte> rest;
    ReadOnlyMemory<byte> literals;

    /// <param name="payload">Of a key or delta chunk.</param>
    /// <param name="timeMicroseconds">The chunk's time.</param>
    /// <param name="isPacked">Whether the literals are as in a pack, and not LZ4 blocks.</param>
    public RecordsReader(ReadOnlyMemory<byte> payload, long timeMicroseconds, bool isPacked)
    {
        this.isPacked = isPacked;
        (Records, literals) = Split(payload);
        rest = Records;
        TimeMicroseconds = timeMicroseconds;
    }

    /// <summary>All records of the payload, as they are hashed.</summary>
    public ReadOnlyMemory<byte> Records { get; }

    /// <summary>The present record's type; one that is unknown is passed over by who reads.</summary>
    public RecordType Type { get; private set; }

    /// <summary>The present record's time.</summary>
    public long TimeMicroseconds { get; private set; }

    /// <summary>The present record's contents.</summary>
    public ReadOnlyMemory<byte> Contents { get; private set; }

    /// <summary>Goes to the next record; false after the last.</summary>
    public bool Next()
    {
        if (rest.IsEmpty)
            return false;
        var source = rest.Span;
        Type = (RecordType)Math.Min(VarInt.Read(ref source), int.MaxValue);
        TimeMicroseconds = Later(ref source);
        var bytes = VarInt.Read(ref source, source.Length, "the length of a record");
        if (bytes > source.Length)
            throw new RecordingFormatException("a record reaches over its chunk's end");
        Contents = rest.Slice(rest.Length - source.Length, bytes);
        rest = rest[(rest.Length - source.Length + bytes)..];
        return true;
    }

    /// <summary>Takes the next literal.</summary>
    public RecordedLiteral TakeLiteral()
    {
        if (isPacked)
        {
            if (literals.Length < RecordedLiteral.PackedBytes)
                throw new RecordingFormatException("a literal is missing");
            var form = (LiteralForm)literals.Span[0];
            if (form is not (LiteralForm.Colours or LiteralForm.Differences))
                throw new RecordingFormatException($"a literal has the unknown form {(int)form}");
            var packed = new RecordedLiteral(literals[1..RecordedLiteral.PackedBytes], form);
            literals = literals[RecordedLiteral.PackedBytes..];
            return packed;
        }
        var source = literals.Span;
        var bytes = VarInt.Read(ref source, source.Length, "the length of a literal");
        if (bytes > source.Length)
            throw new RecordingFormatException("a literal reaches over its chunk's end");
        var start = literals.Length - source.Length;
        var literal = new RecordedLiteral(literals.Slice(start, bytes), LiteralForm.Lz4);
        literals = literals[(start + bytes)..];
        return literal;
    }

    /// <summary>Whether a literal is left; none is, once all pictures were taken.</summary>
    public bool HasLiteral => !literals.IsEmpty;

    /// <summary>Reads a clock record.</summary>
    public DateTimeOffset ReadClock()
    {
        var contents = Contents.Span;
        var micros = VarInt.ReadSigned(ref contents);
        return micros is >= -RecordingChunkHeader.MaxTimeMicroseconds and <= RecordingChunkHeader.MaxTimeMicroseconds
            ? DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond)
            : throw new RecordingFormatException("a clock is far from our time");
    }

    /// <summary>Reads a gap record.</summary>
    public (GapReason Why, long DurationMicroseconds, long PictureCount, string Sentence) ReadGap()
    {
        var contents = Contents.Span;
        var why = (GapReason)Math.Min(VarInt.Read(ref contents), int.MaxValue);
        var duration = (long)Math.Min(VarInt.Read(ref contents), RecordingChunkHeader.MaxTimeMicroseconds);
        var pictures = (long)Math.Min(VarInt.Read(ref contents), long.MaxValue);
        return (why, duration, pictures, Encoding.UTF8.GetString(contents));
    }

    /// <summary>A payload's records and its literals.</summary>
    static (ReadOnlyMemory<byte> Records, ReadOnlyMemory<byte> Literals) Split(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length < 4)
            throw new RecordingFormatException("a chunk is too short for its records' length");
        var bytes = BinaryPrimitives.ReadUInt32LittleEndian(payload.Span);
        return bytes <= (uint)payload.Length - 4
            ? (payload.Slice(4, (int)bytes), payload[(4 + (int)bytes)..])
            : throw new RecordingFormatException("the records reach over their chunk's end");
    }

    long Later(ref ReadOnlySpan<byte> source)
    {
        var time = (ulong)TimeMicroseconds + Math.Min(VarInt.Read(ref source), (ulong)RecordingChunkHeader.MaxTimeMicroseconds + 1);
        return time <= (ulong)RecordingChunkHeader.MaxTimeMicroseconds
            ? (long)time : throw new RecordingFormatException("a record's time is too late");
    }
}
