using Scanout.Pipeline.Devices;

namespace Scanout.Tests.Pipeline.Devices.Regions;

public sealed class RegionCursorTests
{
    const int CursorAt = 20_000;

    static RegionBytes WithCursor(string fourcc = "AR24", uint stride = 16) =>
        new RegionBytes(40_000) { Flags = 3 }.Plane(192, fourcc, 2, 2, stride, CursorAt, stride * 2).Set(192 + 28, 5).Set(192 + 32, 6);

    [Fact]
    public void A_cursor_is_where_the_plane_says_and_looks_as_stored()
    {
        var bytes = WithCursor();
        new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }.CopyTo(bytes.Bytes, CursorAt);
        new byte[] { 9, 10, 11, 12, 13, 14, 15, 16 }.CopyTo(bytes.Bytes, CursorAt + 16);
        using var region = new RegionFile(bytes.Set(192 + 36, 1).Set(192 + 40, uint.MaxValue));
        region.Device.Look();

        var cursor = region.Device.ReadCursor();

        Assert.NotNull(cursor);
        Assert.Equal((5, 6, 2, 2), (cursor.XPixels, cursor.YPixels, cursor.Image.WidthPixels, cursor.Image.HeightPixels));
        Assert.Equal((1, 0), (cursor.Image.HotXPixels, cursor.Image.HotYPixels));
        Assert.Equal(Enumerable.Range(1, 16).Select(i => (byte)i), cursor.Image.Bgra.ToArray());
    }

    [Theory]
    [InlineData("AB24", 0x80332211u, new byte[] { 0x33, 0x22, 0x11, 0x80 })]
    [InlineData("XR24", 0x00332211u, new byte[] { 0x11, 0x22, 0x33, 0xFF })]
    [InlineData("RX24", 0x33221100u, new byte[] { 0x11, 0x22, 0x33, 0xFF })]
    [InlineData("BX24", 0x33221100u, new byte[] { 0x33, 0x22, 0x11, 0xFF })]
    [InlineData("BG24", 0x00332211u, new byte[] { 0x33, 0x22, 0x11, 0xFF })]
    [InlineData("RG16", 0b10000_100000_00001u, new byte[] { 0b0000_1000, 0b1000_0010, 0b1000_0100, 0xFF })]
    [InlineData("XR15", 0b0_11111_00000_10101u, new byte[] { 0b1010_1101, 0, 0xFF, 0xFF })]
    [InlineData("XR30", 0b00_1111111100_0000001100_1000000011u, new byte[] { 0x80, 0x03, 0xFF, 0xFF })]
    public void Every_format_becomes_blue_green_red_alpha(string fourcc, uint pixel, byte[] bgra)
    {
        using var region = new RegionFile(WithCursor(fourcc).Set(CursorAt, pixel));
        region.Device.Look();
        Assert.Equal(bgra, region.Device.ReadCursor()!.Image.Bgra[..4].ToArray());
    }

    [Fact]
    public void What_did_not_change_is_the_same_object()
    {
        using var region = new RegionFile(WithCursor());
        region.Device.Look();
        var first = region.Device.ReadCursor()!;
        Assert.Same(first, region.Device.ReadCursor());
        Assert.Equal(LookOutcome.Unchanged, region.Device.Look().Outcome);
        Assert.Same(first, region.Device.ReadCursor());

        region.StoreWord(320, 1);
        region.Device.Look();
        Assert.Same(first, region.Device.ReadCursor());

        region.Describe(bytes => bytes.Set(192 + 28, 100));
        region.Device.Look();
        var moved = region.Device.ReadCursor()!;
        Assert.Equal((100, 6), (moved.XPixels, moved.YPixels));
        Assert.Same(first.Image, moved.Image);

        region.StoreWord(CursorAt, 0x01020304);
        region.StoreWord(320, 2);
        region.Device.Look();
        var redrawn = region.Device.ReadCursor()!;
        Assert.NotSame(moved.Image, redrawn.Image);
        Assert.Equal(4, redrawn.Image.Bgra[0]);

        region.Describe(bytes => bytes.Set(192 + 16, 0));
        region.Device.Look();
        Assert.Null(region.Device.ReadCursor());
    }

    [Fact]
    public void A_cursor_that_is_too_large_is_not_shown_and_the_picture_is()
    {
        using var region = new RegionFile(WithCursor().Set(192 + 16, 300));
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        Assert.Null(region.Device.ReadCursor());
        Assert.Contains("cursor plane's width 300", region.Device.CursorRefusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(0x80000000u)]
    public void A_cursor_beyond_any_display_is_not_shown(uint x)
    {
        using var region = new RegionFile(WithCursor().Set(192 + 28, x));
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        Assert.Null(region.Device.ReadCursor());
    }

    [Fact]
    public void A_cursor_whose_memory_was_cut_off_is_not_shown()
    {
        using var region = new RegionFile(WithCursor());
        Assert.Equal(LookOutcome.Ready, region.Device.Look().Outcome);
        region.Resize(CursorAt);
        Assert.Null(region.Device.ReadCursor());
    }
}
