using Scanout.Pipeline.Frames;

namespace Scanout.Tests.Pipeline.Frames;

public sealed class TilePoolTests
{
    readonly TilePool pool = new();

    [Fact]
    public void A_pool_that_has_everything_back_holds_no_memory()
    {
        var tiles = Enumerable.Range(0, 1000).Select(_ => pool.Rent()).ToList();
        Assert.Equal(1000, pool.TilesOut);
        Assert.True(pool.NativeBytes >= 1000 * 16384);
        foreach (var tile in tiles)
            tile.Release();
        Assert.Equal((0, 0L), (pool.TilesOut, pool.NativeBytes));
    }

    [Fact]
    public void Memory_goes_back_when_only_a_few_tiles_are_still_held()
    {
        var tiles = Enumerable.Range(0, 64 * 40).Select(_ => pool.Rent()).ToList();
        foreach (var tile in tiles.Skip(1))
            tile.Release();
        Assert.InRange(pool.NativeBytes, 1, 10 << 20);
        tiles[0].Release();
    }

    [Fact]
    public void No_two_tiles_that_are_held_share_memory()
    {
        var tiles = Enumerable.Range(0, 300).Select(_ => pool.Rent()).ToList();
        for (var i = 0; i < tiles.Count; i++)
            tiles[i].Writable.Fill((byte)i);
        for (var i = 0; i < tiles.Count; i++)
            Assert.Equal(-1, tiles[i].Pixels.IndexOfAnyExcept((byte)i));
        tiles.ForEach(tile => tile.Release());
    }

    [Fact]
    public void A_tile_lives_again_under_another_serial()
    {
        var first = pool.Rent();
        var keep = pool.Rent();
        var serial = first.Serial;
        first.Release();
        var again = pool.Rent();
        Assert.NotEqual(serial, again.Serial);
        again.Release();
        keep.Release();
    }

    [Fact]
    public void One_release_too_many_is_a_fault()
    {
        var tile = pool.Rent();
        tile.Release();
        Assert.Throws<InvalidOperationException>(tile.Release);
        Assert.Throws<InvalidOperationException>(tile.Acquire);
    }

    [Fact]
    public void Any_thread_may_rent_and_release()
    {
        Parallel.For(0, 8, seed =>
        {
            var random = new Random(seed);
            var held = new List<Tile>();
            for (var i = 0; i < 5000; i++)
            {
                if (held.Count > 0 && random.Next(2) == 0)
                {
                    held[^1].Release();
                    held.RemoveAt(held.Count - 1);
                }
                else
                    held.Add(pool.Rent());
            }
            held.ForEach(tile => tile.Release());
        });
        Assert.Equal((0, 0L), (pool.TilesOut, pool.NativeBytes));
    }
}
