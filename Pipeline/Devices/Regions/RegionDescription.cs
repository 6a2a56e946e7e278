using System.Text;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Devices.Regions;

/// <summary>
/// What a display region's description page says, validated: the publisher is not trusted, so any 4096 bytes give a description, at
/// worst one that is refused. Immutable.
/// </summary>
public sealed record RegionDescription
{
    /// <summary>Why the page can't be followed, naming the field and its value; null where it can.</summary>
    public string? Refusal { get; private init; }

    /// <summary>Whether the display is on. Of a display that is off, nothing is said about its planes.</summary>
    public bool IsEnabled { get; private init; }

    /// <summary>Whether the publisher counts its updates.</summary>
    public bool Counts { get; private init; }

    /// <summary>Whether the publisher answers capture requests.</summary>
    public bool Snapshots { get; private init; }

    /// <summary>Of the VM or device, or <see cref="Guid.Empty"/>.</summary>
    public Guid Id { get; private init; }

    /// <summary>The publisher's name for the display, without control characters; may be empty.</summary>
    public string Title { get; private init; } = "";

    /// <summary>The picture, where the display is on and not refused.</summary>
    public RegionPlane? Primary { get; private init; }

    /// <summary>The cursor, where there is one that can be shown.</summary>
    public RegionPlane? Cursor { get; private init; }

    /// <summary>Why there is a cursor plane that can't be shown: that takes nothing from the picture.</summary>
    public string? CursorRefusal { get; private init; }

    /// <summary>Reads a page.</summary>
    /// <param name="page">At least its <see cref="RegionPage.DescribedBytes"/>, a copy that nobody changes.</param>
    /// <param name="fileBytes">How long the file is.</param>
    public static RegionDescription Parse(ReadOnlySpan<byte> page, long fileBytes)
    {
        if (!page[..RegionPage.MagicText.Length].SequenceEqual(RegionPage.MagicText))
            return new() { Refusal = $"the magic 0x{Convert.ToHexString(page[..RegionPage.MagicText.Length])} is not SCANOUT1" };
        var descriptionBytes = RegionPage.Word(page, RegionPage.DescriptionBytes);
        if (descriptionBytes != RegionPage.Bytes)
            return new() { Refusal = $"the description_bytes {descriptionBytes} is not {RegionPage.Bytes}" };

        var flags = RegionPage.Word(page, RegionPage.Flags);
        var described = new RegionDescription
        {
            Counts = (flags & RegionPage.FlagCounts) != 0,
            Snapshots = (flags & RegionPage.FlagSnapshots) != 0,
            Id = new(page.Slice(RegionPage.Uuid, RegionPage.UuidBytes), bigEndian: true),
            Title = ReadTitle(page.Slice(RegionPage.Title, RegionPage.TitleBytes)),
        };
        if ((flags & RegionPage.FlagEnabled) == 0)
            return described;

        var primaryFields = page.Slice(RegionPage.PrimaryPlane, RegionPage.PlaneBytes);
        if (RegionPlane.Read(primaryFields, "primary plane", fileBytes, PlaneLayout.MaxSidePixels, out var primary) is { } refusal)
            return described with { Refusal = refusal };

        var cursorFields = page.Slice(RegionPage.CursorPlane, RegionPage.PlaneBytes);
        RegionPlane? cursor = null;
        string? cursorRefusal = null;
        if (RegionPage.Word(cursorFields, RegionPage.PlaneWidth) != 0)
        {
            cursorRefusal = RegionPlane.Read(cursorFields, "cursor plane", fileBytes, CursorImage.MaxSidePixels, out var found);
            if (cursorRefusal is null && found.Layout.Tiling != Tiling.Linear)
                cursorRefusal = $"the cursor plane's drm_format_mod is {found.Layout.Tiling}: only linear cursors can be read";
            if (cursorRefusal is null)
                cursor = found;
        }
        return described with { IsEnabled = true, Primary = primary, Cursor = cursor, CursorRefusal = cursorRefusal };
    }

    static string ReadTitle(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        var title = Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
        return string.Create(title.Length, title, static (text, from) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = char.IsControl(from[i]) ? ' ' : from[i];
        }).Trim();
    }
}
