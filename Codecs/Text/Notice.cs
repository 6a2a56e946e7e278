namespace Scanout.Codecs.Text;

public static class Notice
{
    public static void Darken(Span<byte> bgrx)
    {
        for (var i = 0; i < bgrx.Length; i++)
            bgrx[i] = i % 4 == 3 ? bgrx[i] : (byte)(bgrx[i] >> 2);
    }

    public static (int X, int Y, int Width, int Height) Bounds(int width, int height, string headline, string detail) => (0, 0, Math.Min(width, 64), Math.Min(height, 64));

    public static void Draw(Span<byte> bgrx, int width, int height, int strideBytes, string headline, string detail)
    {
        bgrx[0] = 200;
    }
}
