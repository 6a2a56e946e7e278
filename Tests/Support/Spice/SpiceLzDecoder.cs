namespace Scanout.Tests.Support.Spice;

/// <summary>SPICE's LZ codec, of RGB32 pixels.</summary>
static class SpiceLzDecoder
{
    public static (uint[] Pixels, bool IsTopDown) Decode(ref SpiceBytes bytes, int width, int height)
    {
        var image = new SpiceBytes(bytes.Take(bytes.U32()));
        SpiceBytes.Require(image.U32BigEndian() == 0x20205A4C, "an LZ image without its magic");
        SpiceBytes.Require(image.U32BigEndian() == 0x00010001, "an LZ image of another version");
        SpiceBytes.Require(image.U32BigEndian() == 8, "an LZ image of another type than RGB32");
        SpiceBytes.Require(image.U32BigEndian() == (uint)width, "an LZ image of another width than its descriptor's");
        SpiceBytes.Require(image.U32BigEndian() == (uint)height, "an LZ image of another height than its descriptor's");
        SpiceBytes.Require(image.U32BigEndian() == (uint)width * 4, "an LZ image with another stride than its pixels'");
        var order = image.U32BigEndian();
        SpiceBytes.Require(order <= 1, $"an LZ image with rows in the order {order}");
        var pixels = new uint[width * height];
        for (var written = 0; written < pixels.Length;)
        {
            var control = image.U8();
            written = control < 32
                ? Literals(ref image, control + 1, pixels, written)
                : Match(ref image, control, pixels, written);
        }
        SpiceBytes.Require(image.Left == 0, $"{image.Left} bytes after an LZ image's last pixel");
        return (pixels, order == 1);
    }

    static int Literals(ref SpiceBytes image, int count, uint[] pixels, int written)
    {
        SpiceBytes.Require(count <= pixels.Length - written, "LZ literals beyond the image");
        for (; count > 0; count--)
            pixels[written++] = (uint)(image.U8() | image.U8() << 8 | image.U8() << 16);
        return written;
    }

    static int Match(ref SpiceBytes image, byte control, uint[] pixels, int written)
    {
        var length = control >> 5;
        if (length == 7)
        {
            byte more;
            do
                length = checked(length + (more = image.U8()));
            while (more == 255);
        }
        var high = (control & 31) << 8;
        int low = image.U8();
        var distance = high + low + 1;
        if (low == 255 && high == 31 << 8)
            distance = image.U16BigEndian() + 8191 + 1;
        SpiceBytes.Require(distance <= written, $"an LZ distance of {distance} after {written} pixels");
        SpiceBytes.Require(length <= pixels.Length - written, "an LZ match beyond the image");
        for (; length > 0; length--, written++)
            pixels[written] = pixels[written - distance];
        return written;
    }
}
