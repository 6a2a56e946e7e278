using System.Buffers.Binary;

namespace Scanout.Codecs.Edid;

/// <summary>
/// Makes the EDID 1.4 of a monitor whose preferred timing is a wished size at 60 Hz (VESA E-EDID A.2). What a detailed timing descriptor
/// can't hold goes into a DisplayID extension block, and the base block then prefers the size halved until it fits.
/// </summary>
public static class EdidWriter
{
    public const int MinSidePixels = 64;
    public const int MaxSidePixels = 16384;

    /// <summary>The most that is written: the base block and one extension.</summary>
    public const int MaxBytes = 2 * EdidBlock.Bytes;

    /// <summary>x and y of sRGB's red, green, blue and white, ten bits each (section 3.7).</summary>
    static ReadOnlySpan<byte> Srgb => [0xEE, 0x91, 0xA3, 0x54, 0x4C, 0x99, 0x26, 0x0F, 0x50, 0x54];

    /// <summary>Writes it.</summary>
    /// <param name="widthPixels">The wished width.</param>
    /// <param name="heightPixels">The wished height.</param>
    /// <param name="maxWidthPixels">The widest picture that the device can have; 0 where it tells no limit.</param>
    /// <param name="maxHeightPixels">Likewise the tallest.</param>
    /// <param name="destination">As many bytes as the device takes; <see cref="MaxBytes"/> suffice.</param>
    /// <param name="bytes">How many were written.</param>
    /// <returns>Null, or the reason why there is no such EDID.</returns>
    public static string? Write(
        int widthPixels, int heightPixels, int maxWidthPixels, int maxHeightPixels, Span<byte> destination, out int bytes)
    {
        bytes = 0;
        if (Math.Min(widthPixels, heightPixels) < MinSidePixels || Math.Max(widthPixels, heightPixels) > MaxSidePixels)
            return $"{widthPixels} × {heightPixels} is not within {MinSidePixels} and {MaxSidePixels} pixels a side";
        if (maxWidthPixels > 0 && widthPixels > maxWidthPixels || maxHeightPixels > 0 && heightPixels > maxHeightPixels)
            return $"{widthPixels} × {heightPixels} is more than the device's {Limit(maxWidthPixels)} × {Limit(maxHeightPixels)}";

        var timing = ReducedBlanking.Of(widthPixels, heightPixels);
        var isExtended = !TimingDescriptor.Holds(timing);
        var needed = isExtended ? 2 * EdidBlock.Bytes : EdidBlock.Bytes;
        if (destination.Length < needed)
            return $"the EDID of {widthPixels} × {heightPixels} has {needed} bytes, and the device takes {destination.Length}";

        var image = ImageSize.Of(widthPixels, heightPixels);
        WriteBase(timing, image, isExtended, destination[..EdidBlock.Bytes]);
        if (isExtended)
            DisplayIdSection.Write(timing, image, destination.Slice(EdidBlock.Bytes, EdidBlock.Bytes));
        bytes = needed;
        return null;
    }

    static void WriteBase(in DetailedTiming timing, ImageSize image, bool isExtended, Span<byte> block)
    {
        block.Clear();
        EdidBlock.Header.CopyTo(block);
        var manufacturer = MonitorIdentity.Manufacturer;
        BinaryPrimitives.WriteUInt16BigEndian(
            block[8..], (ushort)((manufacturer[0] - '@') << 10 | (manufacturer[1] - '@') << 5 | (manufacturer[2] - '@')));
        BinaryPrimitives.WriteUInt16LittleEndian(block[10..], MonitorIdentity.Product);
        (block[16], block[17]) = (MonitorIdentity.NoWeek, MonitorIdentity.ModelYear - 1990);
        (block[EdidBlock.Version], block[EdidBlock.Version + 1]) = (1, 4);
        block[20] = 0xA0; // digital, 8 bits a channel, of no told interface
        (block[21], block[22]) = (image.WidthCentimetres, image.HeightCentimetres);
        block[23] = 220 - 100; // gamma 2.2
        block[24] = (byte)(0x04 | (isExtended ? 0 : 0x02)); // RGB 4:4:4, sRGB; whether the first descriptor is the native size
        Srgb.CopyTo(block[25..]);
        UsualModes.Write(timing.WidthPixels, timing.HeightPixels, block);

        var descriptors = block[EdidBlock.Descriptors..];
        var halved = Halved(timing);
        TimingDescriptor.Write(halved, image, Next(ref descriptors));
        if (RangeLimits.Hold(timing))
            RangeLimits.Write(timing, halved, Next(ref descriptors));
        WriteName(Next(ref descriptors));
        while (descriptors.Length >= TimingDescriptor.Bytes)
            Next(ref descriptors)[3] = 0x10; // a dummy
        block[EdidBlock.ExtensionCount] = (byte)(isExtended ? 1 : 0);
        EdidBlock.Seal(block);
    }

    static Span<byte> Next(ref Span<byte> descriptors)
    {
        var next = descriptors[..TimingDescriptor.Bytes];
        descriptors = descriptors[TimingDescriptor.Bytes..];
        return next;
    }

    /// <summary>The timing itself where a descriptor holds it.</summary>
    static DetailedTiming Halved(DetailedTiming timing)
    {
        var (width, height) = (timing.WidthPixels, timing.HeightPixels);
        while (!TimingDescriptor.Holds(timing))
        {
            (width, height) = (Math.Max(width / 2, MinSidePixels), Math.Max(height / 2, MinSidePixels));
            timing = ReducedBlanking.Of(width, height);
        }
        return timing;
    }

    /// <summary>The display product name (section 3.10.3.4): a new line ends it, spaces fill it up.</summary>
    static void WriteName(Span<byte> descriptor)
    {
        descriptor[3] = 0xFC;
        descriptor[5..].Fill((byte)' ');
        MonitorIdentity.Name.CopyTo(descriptor[5..]);
        descriptor[5 + MonitorIdentity.Name.Length] = (byte)'\n';
    }

    static string Limit(int pixels) => pixels > 0 ? pixels.ToString() : "any";
}
