using System.Text.Json.Serialization;

namespace Scanout.Hosting.Web.Wall;

/// <summary>What a page is told, as JSON.</summary>
/// <param name="Displays">Those that are new or have changed.</param>
/// <param name="Gone">Names of those that are no more.</param>
/// <param name="Node">The host's name; in the first message.</param>
/// <param name="NoThumbnails">Why there are no thumbnails; in the first message, where there are none.</param>
sealed record WallNews(
    IReadOnlyList<DisplayRecord> Displays,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Gone,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Node,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NoThumbnails);
