namespace Scanout.Codecs.Text;

/// <summary>
/// A monospaced bitmap font of our own: glyphs of 5 pixels by 9, of which two hang below the line, in cells of 6 by 11. ASCII; what it lacks
/// shows as a box. Pure: draws into pixels that the caller owns.
/// </summary>
public static class BitmapFont
{
    public const int CellWidth = 6;
    public const int CellHeight = 11;

    const int GlyphWidth = 5;
    const int GlyphTop = 1;
    const char First = ' ';
    const string Box = "VHHHHHV";

    /// <summary>
    /// The glyphs from space to tilde: a digit a row from the top, in base 32 (0-9, A-V), its highest bit the leftmost pixel. Rows that are
    /// not given are empty.
    /// </summary>
    static readonly string[] Glyphs = (
        "0 4444404 AAA AAVAVAA 4FKE5U4 OP248J3 CIK8LID 448 2488842 8422248 04LEL4 044V44 000006648 000E 0000066 11248GG " +
        "EHJLPHE 4C4444E EH1248V V2421HE 26AIV22 VGU11HE 68GUHHE V124888 EHHEHHE EHHF12C 0660660 066006648 248G842 00V0V 8421248 EH12404 " +
        "EH1DLLE EHHVHHH UHHUHHU EHGGGHE SIHHHIS VGGUGGV VGGUGGG EHGNHHF HHHVHHH E44444E 72222IC HIKOKIH GGGGGGV HRLLHHH HHPLJHH EHHHHHE " +
        "UHHUGGG EHHHLID UHHUKIH FGGE11U V444444 HHHHHHE HHHHHA4 HHHLLLA HHA4AHH HHHA444 V1248GV E88888E GG84211 E22222E 4AH 0000000V " +
        "842 00E1FHF GGMPHHU 00EGGHE 11DJHHF 00EHVGE 698S888 00FHHHF1E GGMPHHH 40C444E 2062222IC GGIKOKI C44444E 00QLLHH 00MPHHH 00EHHHE " +
        "00UHHHUGG 00FHHHF11 00MPGGG 00FGE1U 88S8896 00HHHJD 00HHHA4 00HHLLA 00HA4AH 00HHHHF1E 00V248V 2448442 4444444 8442448 008L2")
        .Split(' ');

    /// <summary>Draws a line of text; what lies outside of the picture is left out.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bgrx">The picture's pixels.</param>
    /// <param name="widthPixels">Of the picture.</param>
    /// <param name="heightPixels">Of the picture.</param>
    /// <param name="strideBytes">From one row to the next.</param>
    /// <param name="x">The left edge of the first cell.</param>
    /// <param name="y">The top edge of the cells.</param>
    /// <param name="colour">0xRRGGBB.</param>
    /// <param name="scale">Pixels for each of the font's.</param>
    public static void Draw(
        ReadOnlySpan<char> text, Span<byte> bgrx, int widthPixels, int heightPixels, int strideBytes, int x, int y, uint colour, int scale = 1)
    {
        foreach (var character in text)
        {
            if (x >= widthPixels)
                return;
            var glyph = GlyphOf(character);
            for (var row = 0; row < glyph.Length; row++)
            {
                var bits = DigitValue(glyph[row]);
                for (var column = 0; column < GlyphWidth; column++)
                    if ((bits & (1 << (GlyphWidth - 1 - column))) != 0)
                        Rectangle.Fill(
                            bgrx, widthPixels, heightPixels, strideBytes,
                            x + column * scale, y + (GlyphTop + row) * scale, scale, scale, colour);
            }
            x += CellWidth * scale;
        }
    }

    static string GlyphOf(char character) =>
        character - First is var index && index >= 0 && index < Glyphs.Length ? Glyphs[index] : Box;

    static int DigitValue(char digit) => digit <= '9' ? digit - '0' : digit - 'A' + 10;
}
