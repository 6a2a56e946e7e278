namespace Scanout.Hosting.Web.Wall;

/// <summary>How large thumbnails are: one of a few steps, so that walls of all sorts share them.</summary>
/// <param name="SidePixels">Neither side is longer.</param>
readonly record struct ThumbnailSize(int SidePixels)
{
    static readonly int[] Steps = [160, 240, 320, 480];

    /// <summary>The smallest step that is no narrower than asked for, or the largest.</summary>
    public static ThumbnailSize For(int widthPixels) => new(Steps.FirstOrDefault(step => step >= widthPixels, Steps[^1]));

    /// <summary>What a picture becomes: no larger than it is, and of the same shape.</summary>
    public (int WidthPixels, int HeightPixels) Of(int widthPixels, int heightPixels)
    {
        var longer = Math.Max(widthPixels, heightPixels);
        return longer <= SidePixels
            ? (widthPixels, heightPixels)
            : (Part(widthPixels, longer), Part(heightPixels, longer));
    }

    int Part(int side, int longer) => Math.Max(1, (int)(((long)side * SidePixels + longer / 2) / longer));
}
