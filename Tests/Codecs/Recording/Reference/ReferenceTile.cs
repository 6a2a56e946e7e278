namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>A tile of a picture that is written: the number of a content that was had before, or else its colours.</summary>
public readonly record struct ReferenceTile(int Number, long? Content, byte[]? Literal = null);

/// <summary>A rectangle that is copied within a picture that is written.</summary>
public readonly record struct ReferenceCopy(int X, int Y, int Width, int Height, int FromX, int FromY);
