namespace Scanout.Codecs.Edid;

/// <summary>Validates an EDID and tells which timing it prefers. Nothing about the bytes is assumed.</summary>
public static class EdidReader
{
    /// <summary>
    /// Reads it: length, header, version, every checksum. A DisplayID timing that is marked as preferred goes before the base block's
    /// first descriptor, which has only 12 bits for a side.
    /// </summary>
    /// <param name="edid">The whole EDID and nothing else.</param>
    /// <param name="preferred">Its preferred timing.</param>
    /// <returns>Null, or the first fault.</returns>
    public static string? Read(ReadOnlySpan<byte> edid, out DetailedTiming preferred)
    {
        preferred = default;
        if (edid.Length == 0 || edid.Length % EdidBlock.Bytes != 0)
            return $"{edid.Length} bytes are no whole blocks of {EdidBlock.Bytes}";
        if (!edid.StartsWith(EdidBlock.Header))
            return "the header is not an EDID's";
        if (edid[EdidBlock.Version] != 1)
            return $"the version is {edid[EdidBlock.Version]}, not 1";
        var blocks = 1 + edid[EdidBlock.ExtensionCount];
        if (edid.Length != blocks * EdidBlock.Bytes)
            return $"{edid.Length} bytes are not the {blocks} blocks that the EDID says it has";
        for (var i = 0; i < blocks; i++)
            if (EdidBlock.Sum(edid.Slice(i * EdidBlock.Bytes, EdidBlock.Bytes)) != 0)
                return $"the checksum of block {i} is wrong";

        var found = TimingDescriptor.Read(edid.Slice(EdidBlock.Descriptors, TimingDescriptor.Bytes));
        DetailedTiming? extended = null;
        for (var i = 1; i < blocks && extended is null; i++)
        {
            var block = edid.Slice(i * EdidBlock.Bytes, EdidBlock.Bytes);
            if (block[0] == DisplayIdSection.Tag && DisplayIdSection.Read(block, out extended) is { } fault)
                return fault;
        }
        if ((extended ?? found) is not { WidthPixels: > 0, HeightPixels: > 0 } timing)
            return "there is no progressive preferred timing";
        preferred = timing;
        return null;
    }
}
