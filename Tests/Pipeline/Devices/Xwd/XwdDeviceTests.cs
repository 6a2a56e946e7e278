using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Xwd;
using Scanout.Tests.Pipeline.Devices.Memory;

namespace Scanout.Tests.Pipeline.Devices.Xwd;

public sealed class XwdDeviceTests : IDisposable
{
    readonly ScratchDirectory directory = new();

    public void Dispose() => directory.Dispose();

    string Screen => directory.File("Xvfb_screen0");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_rows_are_the_files_own_bytes_in_either_byte_order_of_the_header(bool isBigEndian)
    {
        var bytes = XwdBytes.Xr24(isBigEndian);
        using var device = Open(bytes);

        var look = device.Look();

        Assert.Null(look.Reason);
        Assert.Equal(new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, 10, 6, 48), look.Layout);
        Assert.True(device.TryReadRows(0, 6, out var rows));
        Assert.True(rows.SequenceEqual(bytes.Bytes.AsSpan(XwdBytes.PixelsAt, 48 * 5 + 40)));
        Assert.True(device.TryReadRows(2, 3, out rows));
        Assert.True(rows.SequenceEqual(bytes.Bytes.AsSpan(XwdBytes.PixelsAt + 96, 144)));
        Assert.Null(device.ReadCursor());
        Assert.Equal($"xwd {Screen}", device.Description);
    }

    [Theory]
    [InlineData(24u, 32u, 0xFF0000u, 0xFF00u, 0xFFu, "XR24")]
    [InlineData(24u, 32u, 0xFFu, 0xFF00u, 0xFF0000u, "XB24")]
    [InlineData(32u, 32u, 0xFF0000u, 0xFF00u, 0xFFu, "XR24")]
    [InlineData(24u, 24u, 0xFF0000u, 0xFF00u, 0xFFu, "RG24")]
    [InlineData(16u, 16u, 0xF800u, 0x7E0u, 0x1Fu, "RG16")]
    [InlineData(15u, 16u, 0x7C00u, 0x3E0u, 0x1Fu, "XR15")]
    [InlineData(30u, 32u, 0x3FF00000u, 0xFFC00u, 0x3FFu, "XR30")]
    public void The_masks_name_the_format(uint depth, uint bitsPerPixel, uint red, uint green, uint blue, string fourcc)
    {
        using var device = Open(new(depth, bitsPerPixel, 8, 4, 32, (red, green, blue)));
        Assert.Equal(fourcc, device.Look().Layout.Format.ToString());
    }

    [Theory]
    [InlineData(0, 99u, "header_size 99")]
    [InlineData(0, 0xFFFFFFFFu, "header_size 4294967295")]
    [InlineData(1, 6u, "file_version")]
    [InlineData(2, 1u, "pixmap_format 1")]
    [InlineData(3, 8u, "pixmap_depth 8")]
    [InlineData(4, 0u, "pixmap_width 0")]
    [InlineData(4, 16385u, "pixmap_width 16385")]
    [InlineData(4, 13u, "bytes_per_line 48")]
    [InlineData(5, 0u, "pixmap_height 0")]
    [InlineData(5, 0xFFFFFFFFu, "pixmap_height 4294967295")]
    [InlineData(5, 7u, "reach past")]
    [InlineData(6, 1u, "xoffset 1")]
    [InlineData(7, 1u, "byte_order 1")]
    [InlineData(11, 8u, "bits_per_pixel 8")]
    [InlineData(12, 39u, "bytes_per_line 39")]
    [InlineData(12, 0x80000000u, "bytes_per_line 2147483648")]
    [InlineData(13, 3u, "visual_class 3")]
    [InlineData(14, 0xFFu, "masks 0xFF")]
    [InlineData(19, 3u, "reach past")]
    [InlineData(19, 0xFFFFFFFFu, "ncolors 4294967295")]
    public void A_bad_word_is_refused_by_its_name_and_value(int word, uint value, string named)
    {
        using var device = Open(XwdBytes.Xr24().Set(word, value));
        var look = device.Look();
        Assert.Equal(LookOutcome.Refused, look.Outcome);
        Assert.Contains(named, look.Reason, StringComparison.Ordinal);
        Assert.Same(look.Reason, device.Look().Reason);
    }

    [Fact]
    public void Random_headers_never_give_a_picture_outside_the_file()
    {
        var random = new Random(77);
        var accepted = 0;
        for (var round = 0; round < 30_000; round++)
        {
            var bytes = XwdBytes.Xr24(random.Next(2) == 0);
            for (var mutations = random.Next(3); mutations > 0; mutations--)
                if (random.Next(2) == 0)
                    bytes.Bytes[random.Next(100)] ^= (byte)(1 << random.Next(8));
                else
                    bytes.Set(random.Next(25), (uint)random.NextInt64(1L << random.Next(33)));
            var fileBytes = random.Next(4) == 0 ? random.Next(bytes.Bytes.Length) : bytes.Bytes.Length;

            if (XwdHeader.Read(bytes.Bytes, fileBytes, out var header) is not null)
                continue;
            accepted++;
            Assert.True(header.OffsetBytes >= 100 && header.OffsetBytes + header.Layout.SpanBytes <= fileBytes);
            Assert.True(header.Layout.StrideBytes >= header.Layout.RowBytes);
        }
        Assert.InRange(accepted, 1000, 29_000);
    }

    [Fact]
    public void A_server_that_has_written_nothing_yet_is_refused_and_then_shown()
    {
        var bytes = XwdBytes.Xr24();
        File.WriteAllBytes(Screen, []);
        using var device = new XwdSource(Screen).Open();
        Assert.Equal(LookOutcome.Refused, device.Look().Outcome);
        File.WriteAllBytes(Screen, new byte[bytes.Bytes.Length]);
        Assert.Contains("file_version 0", device.Look().Reason, StringComparison.Ordinal);
        File.WriteAllBytes(Screen, bytes.Bytes);
        Assert.Equal(LookOutcome.Ready, device.Look().Outcome);
    }

    [Fact]
    public void A_file_cut_off_is_no_rows_and_then_refused()
    {
        var bytes = XwdBytes.Xr24();
        using var device = Open(bytes);
        device.Look();
        File.WriteAllBytes(Screen, bytes.Bytes[..^60]);
        Assert.False(device.TryReadRows(0, 6, out _));
        Assert.Contains("reach past", device.Look().Reason, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => device.TryReadRows(0, 1, out _));
    }

    [Fact]
    public void A_server_that_went_away_is_lost()
    {
        using var device = Open(XwdBytes.Xr24());
        Assert.Equal(LookOutcome.Ready, device.Look().Outcome);
        File.Delete(Screen);
        var look = device.Look();
        Assert.Equal(LookOutcome.Lost, look.Outcome);
        Assert.Equal("the XWD file was removed", look.Reason);
    }

    [Fact]
    public void A_poll_allocates_nothing()
    {
        using var device = Open(XwdBytes.Xr24());
        long before = 0;
        for (var i = 0; i < 60; i++)
        {
            if (i == 10)
                before = GC.GetAllocatedBytesForCurrentThread();
            device.Look();
            device.TryReadRows(0, 6, out _);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    IDisplayDevice Open(XwdBytes bytes)
    {
        File.WriteAllBytes(Screen, bytes.Bytes);
        return new XwdSource(Screen).Open();
    }
}
