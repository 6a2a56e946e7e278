namespace Scanout.Codecs.Pixels;

/// <summary>In what order a plane's pixels lie in memory: the DRM format modifiers that Scanout reads.</summary>
public enum Tiling
{
    /// <summary><c>DRM_FORMAT_MOD_LINEAR</c>: row after row.</summary>
    Linear,

    /// <summary><c>I915_FORMAT_MOD_X_TILED</c>: 4 KiB tiles of 512 bytes × 8 rows, row after row within a tile.</summary>
    IntelX,

    /// <summary><c>I915_FORMAT_MOD_Y_TILED</c>: 4 KiB tiles of 128 bytes × 32 rows, columns of 16 bytes × 32 rows within a tile.</summary>
    IntelY,
}
