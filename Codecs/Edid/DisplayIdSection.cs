using System.Buffers.Binary;

namespace Scanout.Codecs.Edid;

/// <summary>
/// An extension block that holds a DisplayID section (VESA DisplayID 1.3): of its data blocks, the type I detailed
/// timings, which reach up to 65536 pixels.
/// </summary>
static class DisplayIdSection
{
    /// <summary>The extension block's tag.</summary>
    public const byte Tag = 0x70;

    const byte Version = 0x13;
    const byte StandAloneDisplay = 0x03;
    const byte ProductTag = 0x00;
    const byte ParametersTag = 0x01;
    const byte TimingTag = 0x03;
    const byte InterfaceTag = 0x0F;
    const int TimingBytes = 20;
    const byte Preferred = 0x80;
    const byte Interlaced = 0x10;
    const byte AspectUndefined = 0x08;
    const int PositiveSync = 0x8000;

    /// <summary>From the section's version byte: version, bytes of data blocks, product type, count of further sections.</summary>
    const int HeaderBytes = 4;

    const int DataBlockHeaderBytes = 3;

    /// <summary>Writes the block: what a display must say, and one preferred timing.</summary>
    public static void Write(in DetailedTiming timing, ImageSize image, Span<byte> block)
    {
        block.Clear();
        block[0] = Tag;
        var data = block[(1 + HeaderBytes)..];
        WriteProduct(Open(ref data, ProductTag, 12 + MonitorIdentity.Name.Length));
        WriteParameters(timing, image, Open(ref data, ParametersTag, 12));
        WriteTiming(timing, Open(ref data, TimingTag, TimingBytes));
        WriteInterface(Open(ref data, InterfaceTag, 10));
        var dataBytes = block.Length - 1 - HeaderBytes - data.Length;
        (block[1], block[2], block[3]) = (Version, (byte)dataBytes, StandAloneDisplay);
        EdidBlock.Seal(block.Slice(1, HeaderBytes + dataBytes + 1));
        EdidBlock.Seal(block);
    }

    /// <summary>Begins a data block: tag, revision 0, how many bytes follow.</summary>
    static Span<byte> Open(ref Span<byte> data, byte tag, int bytes)
    {
        (data[0], data[2]) = (tag, (byte)bytes);
        var opened = data.Slice(DataBlockHeaderBytes, bytes);
        data = data[(DataBlockHeaderBytes + bytes)..];
        return opened;
    }

    /// <summary>The product identification.</summary>
    static void WriteProduct(Span<byte> to)
    {
        MonitorIdentity.Manufacturer.CopyTo(to);
        BinaryPrimitives.WriteUInt16LittleEndian(to[3..], MonitorIdentity.Product);
        (to[9], to[10]) = (MonitorIdentity.NoWeek, MonitorIdentity.ModelYear - 2000);
        to[11] = (byte)MonitorIdentity.Name.Length;
        MonitorIdentity.Name.CopyTo(to[12..]);
    }

    /// <summary>The display parameters: tenths of millimetres, native pixels, gamma 2.2, 100 (long / short - 1), 8 bits.</summary>
    static void WriteParameters(in DetailedTiming timing, ImageSize image, Span<byte> to)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)(image.WidthMillimetres * 10));
        BinaryPrimitives.WriteUInt16LittleEndian(to[2..], (ushort)(image.HeightMillimetres * 10));
        BinaryPrimitives.WriteUInt16LittleEndian(to[4..], (ushort)timing.WidthPixels);
        BinaryPrimitives.WriteUInt16LittleEndian(to[6..], (ushort)timing.HeightPixels);
        var (shorter, longer) = (timing.WidthPixels, timing.HeightPixels);
        if (shorter > longer)
            (shorter, longer) = (longer, shorter);
        (to[9], to[10], to[11]) = (220 - 100, (byte)Math.Min(100 * longer / shorter - 100, 255), 0x77);
    }

    /// <summary>The display interface features: a digital interface of no told kind, 8 bits of red, green and blue.</summary>
    static void WriteInterface(Span<byte> to) => (to[0], to[2]) = (0xB0, 0x02);

    /// <summary>Finds the first preferred progressive timing of a block with this tag.</summary>
    /// <returns>Null, or what is wrong with the section.</returns>
    public static string? Read(ReadOnlySpan<byte> block, out DetailedTiming? preferred)
    {
        preferred = null;
        // The tag before the section, its checksum and the block's own after it.
        var dataBytes = block[2];
        if (dataBytes > block.Length - 1 - HeaderBytes - 2)
            return $"the DisplayID section's {dataBytes} bytes do not fit into its block";
        var section = block.Slice(1, HeaderBytes + dataBytes + 1);
        if (EdidBlock.Sum(section) != 0)
            return "the DisplayID section's checksum is wrong";
        var data = section[HeaderBytes..^1];
        // Zeros may fill the section up.
        while (data.Length >= DataBlockHeaderBytes && data[..DataBlockHeaderBytes].ContainsAnyExcept((byte)0))
        {
            var (tag, length) = (data[0], data[2]);
            data = data[DataBlockHeaderBytes..];
            if (length > data.Length)
                return $"the DisplayID data block 0x{tag:X2} of {length} bytes reaches past its section";
            if (tag == TimingTag && section[0] >> 4 == Version >> 4)
                preferred ??= FindPreferred(data[..length]);
            data = data[length..];
        }
        return null;
    }

    static DetailedTiming? FindPreferred(ReadOnlySpan<byte> timings)
    {
        for (; timings.Length >= TimingBytes; timings = timings[TimingBytes..])
            if ((timings[3] & (Preferred | Interlaced)) == Preferred)
                return ReadTiming(timings);
        return null;
    }

    /// <summary>Each number is one less than what it counts; a sync pulse's polarity is the top bit of the porch before it.</summary>
    static void WriteTiming(in DetailedTiming timing, Span<byte> to)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, timing.PixelClockKilohertz / 10 - 1);
        to[3] = Preferred | AspectUndefined;
        Put(to, 4, timing.WidthPixels);
        Put(to, 6, timing.HorizontalBlankPixels);
        Put(to, 8, timing.HorizontalFrontPixels | PositiveSync);
        Put(to, 10, timing.HorizontalSyncPixels);
        Put(to, 12, timing.HeightPixels);
        Put(to, 14, timing.VerticalBlankLines);
        Put(to, 16, timing.VerticalFrontLines);
        Put(to, 18, timing.VerticalSyncLines);
    }

    static DetailedTiming ReadTiming(ReadOnlySpan<byte> from) => new(
        ((from[0] | from[1] << 8 | from[2] << 16) + 1) * 10,
        Get(from, 4), Get(from, 6), Get(from, 8, 0x7FFF), Get(from, 10),
        Get(from, 12), Get(from, 14), Get(from, 16, 0x7FFF), Get(from, 18));

    static void Put(Span<byte> to, int at, int count) => BinaryPrimitives.WriteUInt16LittleEndian(to[at..], (ushort)(count - 1));

    static int Get(ReadOnlySpan<byte> from, int at, int mask = 0xFFFF) => (BinaryPrimitives.ReadUInt16LittleEndian(from[at..]) & mask) + 1;
}
