namespace Scanout.Pipeline.Recordings;

/// <summary>A part of a recording in which all pictures have one size; <see cref="To"/> is the first moment after it.</summary>
public readonly record struct SizedStretch(TimeSpan From, TimeSpan To, int WidthPixels, int HeightPixels);
