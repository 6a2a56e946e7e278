using System.Text.Json;

namespace Scanout.Hosting.Web.Wall;

/// <summary>
/// What a page says: which displays are in view and how wide their pictures are, how many pictures it has taken, or that it shows the other hosts' displays too.
/// </summary>
/// <param name="Show">Names; null where they are as before.</param>
/// <param name="Width">Of a thumbnail, in pixels; null where it is as before.</param>
/// <param name="Seen">Pictures that it has taken since the connection began.</param>
/// <param name="Hosts">Whether it is to be told of the other hosts' displays from now on.</param>
sealed record WallWish(IReadOnlyList<string>? Show, int? Width, long? Seen, bool? Hosts)
{
    /// <summary>More would be no wall: a page says so much at most.</summary>
    public const int MaxBytes = 256 * 1024;

    const int MaxNames = 500;

    /// <summary>Null where it can't be understood.</summary>
    public static WallWish? TryRead(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<WallWish>(json, JsonSerializerOptions.Web) is { } wish
                && (wish.Show is null || wish.Show.Count <= MaxNames && wish.Show.All(name => name is not null)) ? wish : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
