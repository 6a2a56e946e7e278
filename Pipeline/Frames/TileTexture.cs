namespace Scanout.Pipeline.Frames;

/// <summary>What a tile looks like, as far as it decides how it is encoded.</summary>
public enum TileTexture
{
    /// <summary>Nobody has looked yet.</summary>
    Unknown,

    /// <summary>Text, lines and flat colours: few colours, or many equal neighbours.</summary>
    Drawn,

    /// <summary>A photograph or a video: many colours, and few equal neighbours.</summary>
    Photographic,
}
