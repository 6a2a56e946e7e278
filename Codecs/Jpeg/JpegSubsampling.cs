namespace Scanout.Codecs.Jpeg;

/// <summary>How many pixels share their colour; the numbers are those of <c>TJSAMP</c>.</summary>
public enum JpegSubsampling
{
    /// <summary>4:4:4: none.</summary>
    None = 0,

    /// <summary>4:2:2: two beside one another.</summary>
    Horizontal = 1,

    /// <summary>4:2:0: two by two.</summary>
    Both = 2,
}
