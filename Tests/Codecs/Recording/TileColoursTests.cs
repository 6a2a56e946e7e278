using Scanout.Codecs.Recording;
using Scanout.Codecs.Tiles;
using Scanout.Tests.Codecs.Recording.Reference;

namespace Scanout.Tests.Codecs.Recording;

[Trait("Category", "Kernels")]
public sealed class TileColoursTests
{
    readonly byte[] tile = new byte[TileGeometry.TileBytes];

    public TileColoursTests() => new Random(1).NextBytes(tile);

    [Fact]
    public void Colours_are_each_pixels_first_three_bytes()
    {
        var colours = new byte[TileColours.Bytes];
        TileColours.Take(tile, colours);
        Assert.Equal(tile.Where((_, index) => index % 4 != 3), colours);
    }

    [Fact]
    public void A_tile_is_had_again_from_its_colours_with_zero_for_the_fourth_byte()
    {
        var (colours, again) = (new byte[TileColours.Bytes], Enumerable.Repeat((byte)0xEE, tile.Length).ToArray());
        TileColours.Take(tile, colours);
        TileColours.Give(colours, again);
        Assert.Equal(tile.Select((value, index) => index % 4 == 3 ? (byte)0 : value), again);
    }

    [Fact]
    public void Differences_are_what_the_format_says()
    {
        var (colours, differences) = (new byte[TileColours.Bytes], new byte[TileColours.Bytes]);
        TileColours.Take(tile, colours);
        TileDifferences.Take(tile, differences);
        Assert.Equal(ReferencePackedTile.Encode(1, colours), differences);
    }

    [Fact]
    public void A_tile_is_had_again_from_its_differences()
    {
        var (differences, again) = (new byte[TileColours.Bytes], new byte[tile.Length]);
        TileDifferences.Take(tile, differences);
        TileDifferences.Give(differences, again);
        Assert.Equal(tile.Select((value, index) => index % 4 == 3 ? (byte)0 : value), again);
    }
}
