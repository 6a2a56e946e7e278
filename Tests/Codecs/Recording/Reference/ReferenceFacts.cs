using System.Globalization;
using System.Text.Json;

namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>What a segment chunk tells.</summary>
public sealed record ReferenceFacts(
    string Display, string? DisplayId, string Host, DateTimeOffset Start, long Number, byte[]? Previous, string? Writer, byte[]? Salt)
{
    internal static ReferenceFacts Read(ReadOnlySpan<byte> json, ReferenceBytes place)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray());
            var root = document.RootElement;
            place.Demand(root.ValueKind == JsonValueKind.Object, "the segment's facts are no object");
            place.Demand(root.TryGetProperty("format", out var format) && format.TryGetInt64(out var version) && version == 1, "another format than 1");
            return new(
                Text(root, "display") ?? throw place.Breach("no display"), Text(root, "displayId"), Text(root, "host") ?? throw place.Breach("no host"),
                DateTimeOffset.Parse(Text(root, "start") ?? throw place.Breach("no start"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                root.TryGetProperty("number", out var number) ? number.GetInt64() : throw place.Breach("no number"),
                Digits(root, "previous", place), Text(root, "writer"), Digits(root, "salt", place));
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException)
        {
            throw place.Breach($"the segment's facts: {broken.Message}");
        }
    }

    static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;

    static byte[]? Digits(JsonElement root, string name, ReferenceBytes place)
    {
        if (Text(root, name) is not { } digits)
            return null;
        place.Demand(digits.Length == 64 && digits.All(char.IsAsciiHexDigitLower), $"{name} is not 64 digits");
        return Convert.FromHexString(digits);
    }
}
