namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>A rule of FORMAT.md that a file breaks, and where in the file; within sealed and packed bodies that is the chunk's place.</summary>
public sealed class ReferenceBreachException(long offset, string rule) : Exception($"{rule} (at {offset})")
{
    public long Offset { get; } = offset;

    public string Rule { get; } = rule;
}
