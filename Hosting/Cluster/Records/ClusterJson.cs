using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scanout.Hosting.Cluster.Records;

/// <summary>JSON that hosts read of each other: strictly, as anybody may have written it.</summary>
static class ClusterJson
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 8,
    };

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Null where it is none.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
