namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>CRC-32C of RFC 3720, appendix B.4: the polynomial 1EDC6F41, reflected, a byte at a time.</summary>
static class ReferenceCrc32C
{
    static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => EightSteps((uint)value))];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
            sum = Table[(sum ^ value) & 0xFF] ^ (sum >> 8);
        return ~sum;
    }

    static uint EightSteps(uint value)
    {
        for (var i = 0; i < 8; i++)
            value = (value & 1) != 0 ? (value >> 1) ^ 0x82F63B78 : value >> 1;
        return value;
    }
}
