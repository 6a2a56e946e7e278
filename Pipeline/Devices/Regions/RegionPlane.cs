using Scanout.Codecs.Pixels;

namespace Scanout.Pipeline.Devices.Regions;

/// <summary>
/// A plane of a display region, validated: every byte of it lies in the file, as long as that was when the page was read.
/// </summary>
/// <param name="Layout">How its pixels lie.</param>
/// <param name="OffsetBytes">From the start of the file to the first pixel.</param>
/// <param name="XPixels">Of a cursor: its left edge on the primary plane.</param>
/// <param name="YPixels">Of a cursor: its top edge.</param>
/// <param name="HotXPixels">Of a cursor: the hot spot's column inside it; 0 where that is unknown or outside.</param>
/// <param name="HotYPixels">Likewise its row.</param>
public readonly record struct RegionPlane(
    PlaneLayout Layout, long OffsetBytes, int XPixels, int YPixels, int HotXPixels, int HotYPixels)
{
    /// <summary>Reads and validates the 64 bytes of a plane. Pure; nothing about the bytes is assumed.</summary>
    /// <param name="fields">The plane's part of the page.</param>
    /// <param name="name">What the plane is called in a reason.</param>
    /// <param name="fileBytes">How long the file is.</param>
    /// <param name="maxSidePixels">The largest width and height that this plane may have.</param>
    /// <param name="plane">The plane, if it can be read.</param>
    /// <returns>Null, or the reason why it can't be read: the field and its value.</returns>
    public static string? Read(ReadOnlySpan<byte> fields, string name, long fileBytes, int maxSidePixels, out RegionPlane plane)
    {
        plane = default;
        var facts = new PlaneFacts(
            new Fourcc(RegionPage.Word(fields, RegionPage.PlaneFormat)), RegionPage.LongWord(fields, RegionPage.PlaneModifier),
            RegionPage.Word(fields, RegionPage.PlaneWidth), RegionPage.Word(fields, RegionPage.PlaneHeight),
            RegionPage.Word(fields, RegionPage.PlaneStride), RegionPage.LongWord(fields, RegionPage.PlaneSize));
        if (facts.Check(name, maxSidePixels, out var layout) is { } refusal)
            return refusal;
        var offset = RegionPage.LongWord(fields, RegionPage.PlaneOffset);
        if (offset < RegionPage.Bytes)
            return $"the {name}'s offset {offset} lies inside the description page of {RegionPage.Bytes} bytes";
        if (offset > (ulong)fileBytes || (ulong)layout.SpanBytes > (ulong)fileBytes - offset)
            return $"the {name}'s offset {offset} and {layout.SpanBytes} bytes of rows reach past the file's {fileBytes} bytes";

        plane = new(
            layout, (long)offset, (int)RegionPage.Word(fields, RegionPage.PlaneX), (int)RegionPage.Word(fields, RegionPage.PlaneY),
            CursorPlacement.HotSpot(RegionPage.Word(fields, RegionPage.PlaneHotX), facts.WidthPixels),
            CursorPlacement.HotSpot(RegionPage.Word(fields, RegionPage.PlaneHotY), facts.HeightPixels));
        return null;
    }

    /// <summary>The plane as a cursor.</summary>
    internal CursorPlacement Cursor => new(Layout, XPixels, YPixels, HotXPixels, HotYPixels);
}
