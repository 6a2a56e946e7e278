namespace Scanout.Codecs.Rfb;

/// <summary>
/// TRLE (RFC 6143, section 7.7.5): tiles of 16×16, each in the shortest of its forms, with the palette of the tile before where that
/// serves. Holds scratch: owned by one thread at a time.
/// </summary>
public sealed class TrleEncoder
{
    const int Side = 16;
    const byte Solid = 1;
    const byte PackedAgain = 127;
    const byte RunsAgain = 129;

    readonly byte[] indicesInLast = new byte[BlockScan.MaxColours];
    BlockScan block = new();
    BlockScan last = new();

    /// <summary>
    /// The form of the tile before. Its palette serves only in the same form again, and only right after: on what a palette is after
    /// others clients differ.
    /// </summary>
    Form lastForm;

    enum Form
    {
        Raw,
        Solid,
        Packed,
        PackedAgain,
        PlainRuns,
        Runs,
        RunsAgain,
    }

    /// <summary>What a rectangle's data takes at most.</summary>
    public static int MaxBytes(int width, int height, int bytesPerPixel) =>
        checked((width + Side - 1) / Side * ((height + Side - 1) / Side) + width * height * bytesPerPixel);

    /// <summary>Writes what follows the rectangle's header, and returns its bytes.</summary>
    public int Encode(ReadOnlySpan<uint> bgrx, int strideWords, int width, int height, ClientPixels pixels, Span<byte> destination)
    {
        lastForm = Form.Raw;
        var at = 0;
        for (var y = 0; y < height; y += Side)
            for (var x = 0; x < width; x += Side)
            {
                block.Fill(bgrx[(y * strideWords + x)..], strideWords, Math.Min(Side, width - x), Math.Min(Side, height - y));
                at += EncodeTile(pixels, destination[at..]);
            }
        return at;
    }

    int EncodeTile(ClientPixels pixels, Span<byte> destination)
    {
        lastForm = Choose(pixels.CompactBytes);
        destination[0] = lastForm switch
        {
            Form.Raw => 0,
            Form.Solid => Solid,
            Form.Packed => (byte)block.ColourCount,
            Form.PackedAgain => PackedAgain,
            Form.PlainRuns => RunLengthTile.PlainRuns,
            Form.Runs => (byte)(RunLengthTile.PlainRuns + block.ColourCount),
            _ => RunsAgain,
        };
        var at = 1;
        if (lastForm is Form.Solid or Form.Packed or Form.Runs)
            at += RunLengthTile.WriteColours(block, pixels, destination[1..]);
        at += lastForm switch
        {
            Form.Raw => RunLengthTile.WriteRaw(block, pixels, destination[at..]),
            Form.Packed => RunLengthTile.WritePacked(
                block, RunLengthTile.PackedBits(block.ColourCount), RunLengthTile.Identity, destination[at..]),
            Form.PackedAgain => RunLengthTile.WritePacked(
                block, RunLengthTile.PackedBits(last.ColourCount), indicesInLast, destination[at..]),
            Form.PlainRuns => RunLengthTile.WritePlainRuns(block, pixels, destination[at..]),
            Form.Runs => RunLengthTile.WritePaletteRuns(block, RunLengthTile.Identity, destination[at..]),
            Form.RunsAgain => RunLengthTile.WritePaletteRuns(block, indicesInLast, destination[at..]),
            _ => 0,
        };
        if (lastForm is Form.Packed or Form.Runs)
            (block, last) = (last, block);
        return at;
    }

    Form Choose(int pixelBytes)
    {
        var colours = block.ColourCount;
        if (colours == 1)
            return Form.Solid;
        var (form, best) = (Form.Raw, block.Count * pixelBytes);
        block.FindRuns();
        var runs = block.RunCount;
        var (lengthBytes, singles) = RunLengthTile.Measure(block.RunStarts);
        Consider(Form.PlainRuns, runs * pixelBytes + lengthBytes);
        if (colours > RunLengthTile.MaxRunColours)
            return form;
        Consider(Form.Runs, colours * pixelBytes + runs + lengthBytes - singles);
        if (colours <= RunLengthTile.MaxPackedColours)
            Consider(Form.Packed, colours * pixelBytes + RunLengthTile.PackedBytes(block, colours));
        if (lastForm is Form.Runs or Form.RunsAgain && IsWithinLast())
            Consider(Form.RunsAgain, runs + lengthBytes - singles);
        if (lastForm is Form.Packed or Form.PackedAgain && IsWithinLast())
            Consider(Form.PackedAgain, RunLengthTile.PackedBytes(block, last.ColourCount));
        return form;

        void Consider(Form candidate, int bytes)
        {
            if (bytes < best)
                (form, best) = (candidate, bytes);
        }
    }

    /// <summary>Whether the last palette has all of the tile's colours; finds where.</summary>
    bool IsWithinLast()
    {
        for (var i = 0; i < block.ColourCount; i++)
        {
            var index = last.Colours.IndexOf(block.Colours[i]);
            if (index < 0)
                return false;
            indicesInLast[i] = (byte)index;
        }
        return true;
    }
}
