namespace Scanout.Benchmarks.Wall.Viewers;

/// <summary>What a page was sent.</summary>
/// <param name="Pictures">Of each display.</param>
/// <param name="PictureBytes">All of them.</param>
/// <param name="TextBytes">What it was told.</param>
sealed record WallTally(IReadOnlyDictionary<string, int> Pictures, long PictureBytes, long TextBytes)
{
    public static WallTally Nothing { get; } = new(new Dictionary<string, int>(), 0, 0);

    /// <summary>Since an earlier one.</summary>
    public WallTally Since(WallTally before) => new(
        Pictures.ToDictionary(picture => picture.Key, picture => picture.Value - before.Pictures.GetValueOrDefault(picture.Key)),
        PictureBytes - before.PictureBytes, TextBytes - before.TextBytes);
}
