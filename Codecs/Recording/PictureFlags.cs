namespace Scanout.Codecs.Recording;

/// <summary>The flags of a picture record.</summary>
[Flags]
enum PictureFlags
{
    None = 0,

    /// <summary>Its size and every tile are given.</summary>
    Whole = 1,

    /// <summary>It stands in for a picture that was not to be had.</summary>
    Notice = 2,
}
