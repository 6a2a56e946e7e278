using System.Security.Cryptography;

namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>What a record tells; time is in microseconds since the segment's beginning.</summary>
public abstract record ReferenceEvent(long Time);

/// <summary>What the display shows from now on: rows of blue, green, red from the top.</summary>
public sealed record ReferencePicture(long Time, int Width, int Height, uint Format, bool IsWhole, bool IsNotice, byte[] Bgr) : ReferenceEvent(Time)
{
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Bgr));
}

/// <summary>A cursor's shape: rows of blue, green, red, alpha.</summary>
public sealed record ReferenceShape(int Width, int Height, int HotX, int HotY, byte[] Bgra);

/// <summary>The cursor from now on; without a shape none is shown.</summary>
public sealed record ReferenceCursor(long Time, ReferenceShape? Shape, int X, int Y) : ReferenceEvent(Time);

/// <summary>What was shown in so many microseconds until now is not known.</summary>
public sealed record ReferenceGap(long Time, ulong Reason, ulong Microseconds, ulong PicturesLeftOut, string Sentence) : ReferenceEvent(Time);

/// <summary>The wall clock now, in microseconds since 1970.</summary>
public sealed record ReferenceClock(long Time, long Microseconds1970) : ReferenceEvent(Time);
