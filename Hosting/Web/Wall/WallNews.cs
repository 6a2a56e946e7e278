using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scanout.Hosting.Web.Wall;

/// <summary>What a page is told, as JSON.</summary>
/// <param name="Displays">Of this host's displays those that are new or have changed.</param>
sealed record WallNews(IReadOnlyList<DisplayRecord> Displays)
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Names of those that are no more.</summary>
    public IReadOnlyList<string>? Gone { get; init; }

    /// <summary>The host's name; in the first message.</summary>
    public string? Node { get; init; }

    /// <summary>Why there are no thumbnails; in the first message, where there are none.</summary>
    public string? NoThumbnails { get; init; }

    /// <summary>What is new of the other hosts.</summary>
    public IReadOnlyList<WallHostNews>? Hosts { get; init; }

    /// <summary>What is not told of other hosts is not there: in the first message that tells of them.</summary>
    public bool? AreAllHosts { get; init; }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Options);
}
