using System.Numerics;
using System.Runtime.InteropServices;

namespace Scanout.Codecs.Text;

/// <summary>The notice over a picture that is not to be had: the last one darkened, and a panel with a few words in its middle.</summary>
public static class Notice
{
    const uint PanelColour = 0x101418;
    const uint EdgeColour = 0x5A6470;
    const uint HeadlineColour = 0xF2F4F6;
    const uint DetailColour = 0xA8B2BC;

    /// <summary>A quarter of the light of each channel; the fourth byte is 0xFF.</summary>
    public static void Darken(Span<byte> bgrx)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(bgrx);
        var vectors = MemoryMarshal.Cast<uint, Vector<uint>>(pixels);
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = ((vectors[i] >> 2) & new Vector<uint>(0x3F3F3F)) | new Vector<uint>(0xFF000000);
        for (var i = vectors.Length * Vector<uint>.Count; i < pixels.Length; i++)
            pixels[i] = pixels[i] >> 2 & 0x3F3F3F | 0xFF000000;
    }

    /// <summary>Draws the panel, as large as suits the picture.</summary>
    /// <param name="bgrx">The picture's pixels.</param>
    /// <param name="widthPixels">Of the picture.</param>
    /// <param name="heightPixels">Of the picture.</param>
    /// <param name="strideBytes">From one row to the next.</param>
    /// <param name="headline">Two or three words.</param>
    /// <param name="detail">A sentence, or nothing; cut where it does not fit into three lines.</param>
    public static void Draw(Span<byte> bgrx, int widthPixels, int heightPixels, int strideBytes, string headline, string detail)
    {
        var scale = Math.Clamp(Math.Min(widthPixels / 400, heightPixels / 250), 1, 8);
        var columns = Math.Max(1, Math.Min(64, (widthPixels - 8 * scale) / (BitmapFont.CellWidth * scale)));
        var headlineScale = headline.Length * 2 <= columns ? scale * 2 : scale;
        var lines = Wrap(detail, columns);

        var textWidth = Math.Max(
            headline.Length * headlineScale, lines.Count == 0 ? 0 : lines.Max(line => line.Length) * scale) * BitmapFont.CellWidth;
        var textHeight = headlineScale * BitmapFont.CellHeight + lines.Count * scale * BitmapFont.CellHeight;
        var margin = 8 * scale;
        var (width, height) = (textWidth + 3 * margin, textHeight + 2 * margin);
        var (left, top) = ((widthPixels - width) / 2, (heightPixels - height) / 2);
        Rectangle.Fill(bgrx, widthPixels, heightPixels, strideBytes, left - scale, top - scale, width + 2 * scale, height + 2 * scale, EdgeColour);
        Rectangle.Fill(bgrx, widthPixels, heightPixels, strideBytes, left, top, width, height, PanelColour);

        var y = top + margin;
        DrawLine(bgrx, headline, headlineScale, HeadlineColour);
        y += headlineScale * BitmapFont.CellHeight;
        foreach (var line in lines)
        {
            DrawLine(bgrx, line, scale, DetailColour);
            y += scale * BitmapFont.CellHeight;
        }

        void DrawLine(Span<byte> bgrx, string line, int lineScale, uint colour) => BitmapFont.Draw(
            line, bgrx, widthPixels, heightPixels, strideBytes,
            (widthPixels - line.Length * BitmapFont.CellWidth * lineScale) / 2, y, colour, lineScale);
    }

    /// <summary>At most three lines, broken between words where there are any.</summary>
    static List<string> Wrap(string text, int columns)
    {
        const int MaxLines = 3;
        var lines = new List<string>();
        for (var rest = text.Trim(); rest.Length > 0 && lines.Count < MaxLines;)
        {
            var length = rest.Length;
            if (length > columns)
            {
                length = rest.LastIndexOf(' ', columns - 1, columns);
                length = length > 0 ? length : columns;
            }
            lines.Add(rest[..length].TrimEnd());
            rest = rest[length..].TrimStart();
            if (lines.Count == MaxLines && rest.Length > 0 && columns > 3)
                lines[^1] = string.Concat(lines[^1].AsSpan(0, Math.Min(lines[^1].Length, columns - 3)), "...");
        }
        return lines;
    }
}
