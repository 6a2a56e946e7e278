namespace Scanout.Codecs.Pixels;

/// <summary>A DRM pixel format code: four ASCII characters, the first in the lowest byte (<c>drm_fourcc.h</c>).</summary>
public readonly record struct Fourcc(uint Value)
{
    /// <summary>The code of four ASCII characters, as in <c>fourcc_code('X', 'R', '2', '4')</c>.</summary>
    public static Fourcc Of(ReadOnlySpan<char> name) =>
        name.Length == 4
            ? new(name[0] | (uint)name[1] << 8 | (uint)name[2] << 16 | (uint)name[3] << 24)
            : throw new ArgumentException("a fourcc has four characters", nameof(name));

    /// <summary>The four characters; a byte that is not printable ASCII shows as <c>?</c>.</summary>
    public override string ToString() => string.Create(4, Value, static (text, value) =>
    {
        for (var i = 0; i < 4; i++, value >>= 8)
            text[i] = (value & 0xFF) is > 0x20 and < 0x7F ? (char)(value & 0xFF) : '?';
    });
}
