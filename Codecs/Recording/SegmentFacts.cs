using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scanout.Codecs.Recording;

/// <summary>What a segment says of itself (FORMAT.md, "The segment chunk").</summary>
public sealed record SegmentFacts
{
    public const int CurrentFormat = 1;

    /// <summary>A name of 255 bytes, escaped, and everything else have room in this.</summary>
    public const int MaxBytes = 16 << 10;

    const string TimePattern = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public int Format { get; init; } = CurrentFormat;
    public required string Display { get; init; }

    /// <summary>The display's UUID; null where it has none.</summary>
    public string? DisplayId { get; init; }
    public required string Host { get; init; }

    /// <summary>The wall clock at time 0, as text.</summary>
    public required string Start { get; init; }

    /// <summary>Counts a display's segments since its recorder started, from 1.</summary>
    public long Number { get; init; } = 1;

    /// <summary>The last link of the segment before; null where none is known.</summary>
    public string? Previous { get; init; }
    public string? Writer { get; init; }

    /// <summary>Where the other chunks are sealed.</summary>
    public string? Salt { get; init; }

    /// <summary>The wall clock at time 0.</summary>
    [JsonIgnore]
    public DateTimeOffset StartTime => TryTime(Start, out var time) ? time : default;

    public static string TimeText(DateTimeOffset time) => time.ToUniversalTime().ToString(TimePattern, CultureInfo.InvariantCulture);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, SegmentFactsJson.Default.SegmentFacts);

    /// <summary>Reads the payload of a segment chunk.</summary>
    /// <exception cref="RecordingFormatException">It is none, or of another format.</exception>
    public static SegmentFacts Read(ReadOnlySpan<byte> payload)
    {
        try
        {
            var facts = JsonSerializer.Deserialize(payload, SegmentFactsJson.Default.SegmentFacts)
                ?? throw new RecordingFormatException("the segment chunk is null");
            if (facts.Format != CurrentFormat)
                throw new RecordingFormatException($"it is of format {facts.Format}, and this program reads {CurrentFormat}");
            if (facts.Display is null || facts.Host is null || !TryTime(facts.Start, out _))
                throw new RecordingFormatException("the segment chunk lacks the display, the host or the start");
            if (facts.Previous is not null && !Digest.TryParse(facts.Previous, out _)
                || facts.Salt is not null && !Digest.TryParse(facts.Salt, out _))
                throw new RecordingFormatException("the segment chunk's link or salt is not 64 hexadecimal digits");
            return facts;
        }
        catch (JsonException malformed)
        {
            throw new RecordingFormatException("the segment chunk is not the JSON that it should be", malformed);
        }
    }

    /// <summary>A time from which one can count for as long as a recording may last.</summary>
    static bool TryTime(string? text, out DateTimeOffset time) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time)
        && time >= DateTimeOffset.UnixEpoch && time.Year < 3000;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SegmentFacts))]
sealed partial class SegmentFactsJson : JsonSerializerContext;
