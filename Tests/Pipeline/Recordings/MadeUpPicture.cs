using Scanout.Pipeline.Frames;

namespace Scanout.Tests.Pipeline.Recordings;

/// <summary>One picture of a recording that a test lists.</summary>
sealed record MadeUpPicture(TimeSpan Time, int Width, int Height, byte[] Bgrx, Cursor? Cursor = null);
