namespace Scanout.Codecs.Deflate;

/// <summary>How much time a piece may take for being small.</summary>
public enum DeflateEffort
{
    /// <summary>One candidate for each match: for what is sent at once.</summary>
    Fast,

    /// <summary>
    /// Several candidates, and a look whether the next byte's match is longer: for what is sent to many, or over a slow link.
    /// </summary>
    Thorough,
}
