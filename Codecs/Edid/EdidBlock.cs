namespace Scanout.Codecs.Edid;

/// <summary>What an EDID is made of: blocks of 128 bytes whose sum is 0; the last byte sees to that (VESA E-EDID A.2).</summary>
static class EdidBlock
{
    public const int Bytes = 128;

    /// <summary>Where the base block says how many others follow.</summary>
    public const int ExtensionCount = 126;

    /// <summary>Where the base block's four descriptors begin.</summary>
    public const int Descriptors = 54;

    public const int Version = 18;

    /// <summary>The first eight bytes of the base block.</summary>
    public static ReadOnlySpan<byte> Header => [0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0];

    /// <summary>Makes the last byte such that the sum is 0.</summary>
    public static void Seal(Span<byte> bytes) => bytes[^1] = (byte)-Sum(bytes[..^1]);

    public static byte Sum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (var value in bytes)
            sum += value;
        return sum;
    }
}
