using System.Text;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices.Regions;

namespace Scanout.Tests.Pipeline.Devices.Regions;

public sealed class RegionDescriptionTests
{
    [Fact]
    public void A_good_page_says_what_the_publisher_meant()
    {
        var bytes = new RegionBytes(100_000) { Flags = 7 };
        Convert.FromHexString("00112233445566778899AABBCCDDEEFF").CopyTo(bytes.Bytes, 24);
        Encoding.UTF8.GetBytes("Büro 17").CopyTo(bytes.Bytes, 40);
        bytes.Plane(192, "AR24", 32, 16, 128, 50_000, 128 * 16)
            .Set(192 + 28, 10).Set(192 + 32, unchecked((uint)-3)).Set(192 + 36, 4).Set(192 + 40, 5);

        var description = bytes.Parse();

        Assert.Null(description.Refusal);
        Assert.True(description is { IsEnabled: true, Counts: true, Snapshots: true, CursorRefusal: null });
        Assert.Equal(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), description.Id);
        Assert.Equal("Büro 17", description.Title);
        Assert.Equal(new RegionPlane(new(PixelFormat.Xr24, Tiling.Linear, 64, 48, 256), 4096, 0, 0, 0, 0), description.Primary);
        Assert.Equal(new RegionPlane(new(PixelFormat.Ar24, Tiling.Linear, 32, 16, 128), 50_000, 10, -3, 4, 5), description.Cursor);
    }

    [Fact]
    public void Control_characters_and_broken_UTF8_do_not_get_into_a_title()
    {
        var bytes = new RegionBytes();
        "ab\x1b[2J\n\xff"u8.CopyTo(bytes.Bytes.AsSpan(40));
        bytes.Bytes[47] = 0xFF;

        Assert.DoesNotContain(bytes.Parse().Title, char.IsControl);
        Assert.StartsWith("ab [2J", bytes.Parse().Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_title_may_fill_its_field()
    {
        var bytes = new RegionBytes();
        bytes.Bytes.AsSpan(40, 64).Fill((byte)'x');
        Assert.Equal(new string('x', 64), bytes.Parse().Title);
    }

    [Fact]
    public void A_display_that_is_off_is_described_whatever_its_planes_say()
    {
        var bytes = new RegionBytes { Flags = 0 };
        bytes.Plane(128, "????", 0, 0, 0, 0, 0);

        Assert.True(bytes.Parse() is { Refusal: null, IsEnabled: false, Primary: null });
    }

    [Fact]
    public void Flags_of_later_versions_change_nothing()
    {
        var bytes = new RegionBytes { Flags = 0xFFFF_FFF9 };
        Assert.True(bytes.Parse() is { Refusal: null, IsEnabled: true, Counts: false, Snapshots: false });
    }

    [Theory]
    [InlineData(0, 0x58u, "magic")]
    [InlineData(8, 4095u, "description_bytes 4095")]
    [InlineData(8, 0u, "description_bytes 0")]
    [InlineData(128, 0x3231564Eu, "drm_format NV12 (0x3231564E)")]
    [InlineData(128, 0x00000001u, "drm_format ???? (0x00000001)")]
    [InlineData(144, 0u, "width 0")]
    [InlineData(144, 16385u, "width 16385")]
    [InlineData(144, 0x80000000u, "width 2147483648")]
    [InlineData(144, 0xFFFFFFFFu, "width 4294967295")]
    [InlineData(148, 0u, "height 0")]
    [InlineData(148, 16385u, "height 16385")]
    [InlineData(152, 0u, "stride 0")]
    [InlineData(152, 255u, "stride 255")]
    [InlineData(152, 0x80000000u, "stride 2147483648")]
    [InlineData(152, 0xFFFFFFFFu, "stride 4294967295")]
    [InlineData(152, 300u, "size 12288")]
    [InlineData(148, 49u, "size 12288")]
    [InlineData(144, 65u, "stride 256")]
    public void A_bad_word_is_refused_by_its_name_and_value(int at, uint value, string named) =>
        AssertRefused(new RegionBytes().Set(at, value), named);

    [Theory]
    [InlineData(136, 0x0100000000000003ul, "drm_format_mod I915_FORMAT_MOD_Yf_TILED (0x0100000000000003)")]
    [InlineData(136, 0x00FFFFFFFFFFFFFFul, "drm_format_mod INVALID (0x00FFFFFFFFFFFFFF)")]
    [InlineData(176, 0ul, "offset 0")]
    [InlineData(176, 4095ul, "offset 4095")]
    [InlineData(176, 4097ul, "offset 4097")]
    [InlineData(176, 16384ul, "offset 16384")]
    [InlineData(176, 0x7FFFFFFFFFFFFFFFul, "offset 9223372036854775807")]
    [InlineData(176, 0x8000000000000000ul, "offset 9223372036854775808")]
    [InlineData(176, 0xFFFFFFFFFFFFF000ul, "offset 18446744073709547520")]
    [InlineData(176, 0xFFFFFFFFFFFFFFFFul, "offset 18446744073709551615")]
    [InlineData(184, 0ul, "size 0")]
    [InlineData(184, 12287ul, "size 12287")]
    public void A_bad_long_word_is_refused_by_its_name_and_value(int at, ulong value, string named) =>
        AssertRefused(new RegionBytes().SetLong(at, value), named);

    [Fact]
    public void A_size_beyond_the_file_is_no_matter_while_the_rows_lie_inside() =>
        Assert.Null(new RegionBytes().SetLong(184, ulong.MaxValue).Parse().Refusal);

    [Fact]
    public void The_last_row_may_end_with_its_pixels()
    {
        var bytes = new RegionBytes(4096 + 1000 * 47 + 256).Plane(128, "XR24", 64, 48, 1000, 4096, 1000 * 47 + 256);
        Assert.Null(bytes.Parse().Refusal);
        AssertRefused(bytes.SetLong(184, 1000 * 47 + 255), "size 47255");
    }

    [Fact]
    public void The_page_is_held_against_the_file_as_it_is_now()
    {
        var bytes = new RegionBytes();
        Assert.Null(RegionDescription.Parse(bytes.Bytes, 4096 + 12288).Refusal);
        Assert.Contains("offset 4096", RegionDescription.Parse(bytes.Bytes, 4096 + 12287).Refusal, StringComparison.Ordinal);
        Assert.NotNull(RegionDescription.Parse(bytes.Bytes, 4096).Refusal);
        Assert.NotNull(RegionDescription.Parse(bytes.Bytes, 0).Refusal);
    }

    [Theory]
    [InlineData(0x0100000000000001ul, 512, 8, Tiling.IntelX)]
    [InlineData(0x0100000000000002ul, 128, 32, Tiling.IntelY)]
    public void A_tiled_plane_has_whole_tiles(ulong modifier, int tileBytes, int tileRows, Tiling tiling)
    {
        var stride = (uint)(2 * tileBytes);
        var rows = 2 * tileRows;
        var size = (ulong)(stride * rows);
        var bytes = new RegionBytes(4096 + (int)size).Plane(128, "XR24", 20, (uint)rows - 3, stride, 4096, size, modifier);

        Assert.Equal(tiling, bytes.Parse().Primary?.Layout.Tiling);
        AssertRefused(bytes.Plane(128, "XR24", 20, (uint)rows - 3, stride, 4096, size - 1, modifier), $"size {size - 1}");
        AssertRefused(bytes.Plane(128, "XR24", 20, (uint)rows - 3, stride + 4, 4096, size * 2, modifier), $"stride {stride + 4}");
    }

    [Fact]
    public void Every_format_that_is_known_can_be_published()
    {
        foreach (var format in PixelFormat.All)
            Assert.Equal(format, new RegionBytes().Plane(128, format.ToString(), 64, 48, 256, 4096, 12288).Parse().Primary?.Layout.Format);
    }

    [Theory]
    [InlineData("XR24", 257u, 4u, 4096ul, 0ul, "width 257")]
    [InlineData("XR24", 4u, 257u, 4096ul, 0ul, "height 257")]
    [InlineData("XR24", 4u, 0u, 4096ul, 0ul, "height 0")]
    [InlineData("NV12", 4u, 4u, 4096ul, 0ul, "drm_format NV12")]
    [InlineData("AR24", 4u, 4u, 0ul, 0ul, "offset 0")]
    [InlineData("AR24", 4u, 4u, 0xFFFFFFFFFFFFFFF0ul, 0ul, "offset")]
    [InlineData("AR24", 4u, 4u, 4096ul, 0x0100000000000001ul, "drm_format_mod")]
    public void A_cursor_that_can_not_be_shown_leaves_the_picture_alone(
        string fourcc, uint width, uint height, ulong offset, ulong modifier, string named)
    {
        var description = new RegionBytes(2_000_000).Plane(192, fourcc, width, height, 1536, offset, 1_000_000, modifier).Parse();

        Assert.Null(description.Refusal);
        Assert.NotNull(description.Primary);
        Assert.Null(description.Cursor);
        Assert.Contains(named, description.CursorRefusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0xFFFFFFFFu, 0)]
    [InlineData(31u, 31)]
    [InlineData(32u, 0)]
    public void A_hot_spot_that_is_unknown_or_outside_is_the_corner(uint written, int read)
    {
        var bytes = new RegionBytes(100_000).Plane(192, "AR24", 32, 32, 128, 50_000, 4096).Set(192 + 36, written).Set(192 + 40, written);
        Assert.Equal((read, read), (bytes.Parse().Cursor!.Value.HotXPixels, bytes.Parse().Cursor!.Value.HotYPixels));
    }

    [Fact]
    public void Random_and_mutated_pages_never_give_a_plane_outside_the_file()
    {
        var random = new Random(20_240_311);
        var refused = 0;
        var accepted = 0;
        ulong[] edges =
        [
            0, 1, 4095, 4096, 16384, 16385, 65536, int.MaxValue, 0x8000_0000, uint.MaxValue, long.MaxValue, 1ul << 63,
            ulong.MaxValue - 4095, ulong.MaxValue,
        ];
        for (var round = 0; round < 60_000; round++)
        {
            var bytes = new RegionBytes(4096) { Flags = (uint)random.Next(8) | 1 };
            bytes.Plane(192, "AR24", 16, 16, 64, 4096, 1024);
            var fileBytes = random.Next(3) == 0 ? random.NextInt64(0, 20_000) : 4096 + 12288;
            for (var mutations = random.Next(4); mutations > 0; mutations--)
            {
                var plane = random.Next(2) == 0 ? 128 : 192;
                var edge = edges[random.Next(edges.Length)] + (ulong)random.Next(-2, 3);
                switch (random.Next(4))
                {
                    case 0: bytes.Bytes[random.Next(336)] ^= (byte)(1 << random.Next(8)); break;
                    case 1: bytes.Set(plane + 16 + 4 * random.Next(7), (uint)edge); break;
                    case 2: bytes.SetLong(plane + 48 + 8 * random.Next(2), edge); break;
                    default: random.NextBytes(bytes.Bytes.AsSpan(plane, 64)); break;
                }
            }
            if (round % 10 == 0)
                random.NextBytes(bytes.Bytes.AsSpan(random.Next(10) == 0 ? 0 : 16, 304));

            var description = RegionDescription.Parse(bytes.Bytes, fileBytes);

            Assert.False(description.Refusal is not null && description.Primary is not null);
            AssertInside(description.Primary, fileBytes, PlaneLayout.MaxSidePixels);
            AssertInside(description.Cursor, fileBytes, 256);
            (refused, accepted) = description.Refusal is null ? (refused, accepted + 1) : (refused + 1, accepted);
        }
        Assert.True(refused > 5000 && accepted > 5000, $"{refused} refused, {accepted} accepted");
    }

    static void AssertInside(RegionPlane? plane, long fileBytes, int maxSide)
    {
        if (plane is not { } found)
            return;
        var layout = found.Layout;
        Assert.InRange(layout.WidthPixels, 1, maxSide);
        Assert.InRange(layout.HeightPixels, 1, maxSide);
        Assert.InRange(found.OffsetBytes, 4096, fileBytes);
        Assert.True(layout.StrideBytes >= (long)layout.WidthPixels * layout.Format.BytesPerPixel);
        var rows = (layout.HeightPixels + layout.RowsPerTile - 1) / layout.RowsPerTile * layout.RowsPerTile;
        var end = layout.Tiling == Tiling.Linear
            ? (Int128)layout.StrideBytes * (layout.HeightPixels - 1) + layout.WidthPixels * layout.Format.BytesPerPixel
            : (Int128)layout.StrideBytes * rows;
        Assert.True(found.OffsetBytes + end <= fileBytes, $"{found} reaches {found.OffsetBytes + end} of {fileBytes}");
    }

    static void AssertRefused(RegionBytes bytes, string named)
    {
        var description = bytes.Parse();
        Assert.NotNull(description.Refusal);
        Assert.Contains(named, description.Refusal, StringComparison.Ordinal);
        Assert.Null(description.Primary);
    }
}
