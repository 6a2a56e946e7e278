namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>A literal in a pack (FORMAT.md, "Pack chunks"): its form, and colours or differences.</summary>
static class ReferencePackedTile
{
    const int Row = 64 * 3;

    /// <summary>The colours of a literal that is 12,288 bytes of that form; null of another form.</summary>
    public static byte[]? Decode(int form, ReadOnlySpan<byte> stored)
    {
        var colours = stored.ToArray();
        if (form == 0)
            return colours;
        if (form != 1)
            return null;
        for (var i = Row; i < colours.Length; i++)
            colours[i] += colours[i - Row];
        for (var i = 0; i < colours.Length; i += 3)
        {
            colours[i] += colours[i + 1];
            colours[i + 2] += colours[i + 1];
        }
        return colours;
    }

    /// <summary>What is stored of colours in a form.</summary>
    public static byte[] Encode(int form, byte[] colours)
    {
        var stored = (byte[])colours.Clone();
        if (form == 0)
            return stored;
        for (var i = 0; i < stored.Length; i += 3)
        {
            stored[i] -= stored[i + 1];
            stored[i + 2] -= stored[i + 1];
        }
        for (var i = stored.Length - 1; i >= Row; i--)
            stored[i] -= stored[i - Row];
        return stored;
    }
}
