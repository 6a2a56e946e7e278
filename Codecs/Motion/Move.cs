namespace Scanout.Codecs.Motion;

/// <summary>A rectangle of a picture that is to be found elsewhere in the picture before.</summary>
/// <param name="X">Where it goes.</param>
/// <param name="Y">Where it goes.</param>
/// <param name="Width">At least 1.</param>
/// <param name="Height">At least 1.</param>
/// <param name="SourceX">Where it comes from; the source may overlap the destination.</param>
/// <param name="SourceY">Where it comes from.</param>
public readonly record struct Move(int X, int Y, int Width, int Height, int SourceX, int SourceY)
{
    /// <summary>Whether carrying out this move changes what another one reads.</summary>
    public bool Overwrites(in Move other) =>
        X < other.SourceX + other.Width && other.SourceX < X + Width && Y < other.SourceY + other.Height && other.SourceY < Y + Height;
}
