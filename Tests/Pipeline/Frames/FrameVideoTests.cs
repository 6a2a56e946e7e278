using Scanout.Pipeline.Frames;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Frames;

public sealed class FrameVideoTests : IDisposable
{
    static readonly PixelRectangle Film = new(100, 90, 400, 300);
    static readonly PixelRectangle FilmInTiles = new(64, 64, 448, 384);

    readonly PaintedDesktop desktop = new(1000, 600);

    public FrameVideoTests() => desktop.Publish();

    public void Dispose() => desktop.Dispose();

    [Theory]
    [InlineData(16)]
    [InlineData(33)]
    [InlineData(40)]
    [InlineData(66)]
    [InlineData(100)]
    public void A_video_within_a_resting_desktop_is_found_within_half_a_second_and_covered_in_tiles(int milliseconds)
    {
        Ask();
        Rest(1000);
        var playing = 0;
        desktop.Noise(Film);
        desktop.Publish();
        for (; Ask().IsEmpty; playing += milliseconds)
        {
            Assert.True(playing <= 500);
            Rest(milliseconds);
            desktop.Noise(Film);
            desktop.Publish();
        }
        Assert.InRange(playing, 300, 500);
        Assert.Equal(FilmInTiles, Ask());
        for (var i = 0; i < 30; i++)
        {
            desktop.Noise(Film);
            Show(milliseconds);
            Assert.Equal(FilmInTiles, Ask());
        }
    }

    [Theory]
    [InlineData(33)]
    [InlineData(41)]
    [InlineData(66)]
    public void A_film_that_stands_still_for_a_while_is_found_within_a_second(int milliseconds)
    {
        for (var at = 0; at < 950; at += milliseconds)
        {
            desktop.Fill(new(900, 20, 4, 20), (uint)at);
            if (at is < 300 or >= 500)
                desktop.Noise(Film);
            Show(milliseconds);
            Ask();
        }
        Assert.Equal(FilmInTiles, Ask());
    }

    [Theory]
    [InlineData(33)]
    [InlineData(41)]
    [InlineData(66)]
    public void A_film_whose_tiles_leave_out_pictures_is_found_within_a_second_and_is_whole_soon(int milliseconds)
    {
        var random = new Random(1);
        for (var at = 0; at < 3000; at += milliseconds)
        {
            for (var y = FilmInTiles.Y; y < FilmInTiles.Bottom; y += 64)
                for (var x = FilmInTiles.X; x < FilmInTiles.Right; x += 64)
                    if (random.Next(4) != 0)
                        desktop.Noise(new PixelRectangle(x, y, 64, 64).Intersect(Film));
            Show(milliseconds);
            Assert.True(!Ask().IsEmpty || at < 900);
        }
        Assert.Equal(FilmInTiles, Ask());
    }

    [Theory]
    [InlineData(33)]
    [InlineData(41)]
    [InlineData(66)]
    public void A_film_with_cuts_and_bars_and_a_dark_scene_and_a_still_one_is_opened_once_and_kept(int milliseconds)
    {
        var areas = new List<PixelRectangle>();
        desktop.Fill(Film with { Y = 0, Height = Film.Bottom + 64 }, 0);
        PlayFor(2000, _ => desktop.Noise(Film));
        PlayFor(1000, picture => desktop.Fill(Film, (uint)picture & 7));
        PlayFor(1500, _ => desktop.Noise(Film));
        PlayFor(1000, _ => desktop.Noise(Film with { Width = 128 }));
        PlayFor(200, _ => { });
        PlayFor(500, picture => desktop.Fill(Film with { Height = 100 + picture % 3 * 100 }, (uint)picture * 0x10305));
        PlayFor(1500, _ => desktop.Noise(Film));
        Assert.Equal([default, FilmInTiles], areas);

        void PlayFor(int duration, Action<int> paint)
        {
            for (var picture = 0; picture * milliseconds < duration; picture++)
            {
                desktop.Fill(new(900, 20, 4, 20), (uint)picture);
                paint(picture);
                Show(milliseconds);
                if (areas.Count == 0 || areas[^1] != Ask())
                    areas.Add(Ask());
            }
        }
    }

    [Fact]
    public void It_is_found_where_other_things_change_more_often_than_it()
    {
        for (var i = 0; i < 60; i++)
        {
            if (i % 3 != 0)
                desktop.Noise(Film);
            desktop.Fill(new(900, 20, 4, 20), (uint)i);
            Show(16);
            Ask();
        }
        Assert.Equal(FilmInTiles, Ask());
    }

    [Fact]
    public void It_is_cut_to_the_picture()
    {
        Play(new(600, 300, 400, 300), 20);
        Assert.Equal(new PixelRectangle(576, 256, 424, 344), Ask());
    }

    [Fact]
    public void It_is_found_where_a_sink_asks_for_every_third_frame_or_asks_only_once_more()
    {
        for (var i = 0; i < 15; i++)
        {
            desktop.Noise(Film);
            Show(33);
            if (i % 3 == 0)
                Ask();
        }
        Assert.Equal(FilmInTiles, Ask());
        Rest(500);
        Assert.True(Ask().IsEmpty);
        for (var i = 0; i < 100; i++)
        {
            desktop.Noise(Film);
            Show(33);
        }
        Assert.Equal(FilmInTiles, Ask());
    }

    [Fact]
    public void Text_that_scrolls_is_none()
    {
        for (var i = 0; i < 100; i++)
        {
            desktop.Scroll(new(0, 0, 1000, 600), 13);
            Show(33);
            Assert.True(Ask().IsEmpty);
        }
    }

    [Fact]
    public void A_caret_and_a_few_busy_tiles_are_none()
    {
        for (var i = 0; i < 100; i++)
        {
            desktop.Noise(new(640, 0, 192, 192));
            if (i % 15 == 0)
                desktop.Fill(new(300, 200, 2, 20), (uint)i);
            Show(33);
            Assert.True(Ask().IsEmpty);
        }
    }

    [Fact]
    public void A_great_change_now_and_then_and_a_window_that_opens_softly_are_none()
    {
        for (var i = 0; i < 10; i++)
        {
            for (var step = 0; step < (i % 2 == 0 ? 1 : 15); step++)
            {
                desktop.Noise(new(0, 0, 1000, 600));
                Show(16);
                Assert.True(Ask().IsEmpty);
            }
            Rest(i % 3 == 0 ? 300 : 1000);
            Assert.True(Ask().IsEmpty);
        }
    }

    [Fact]
    public void It_ends_when_it_has_rested_for_400_milliseconds_without_any_frame()
    {
        Play(Film, 20);
        Assert.Equal(FilmInTiles, Ask());
        Assert.Equal(TimeSpan.FromMilliseconds(400 - 33), desktop.Surface.Video.TimeLeft);
        Rest(366);
        Assert.Equal(FilmInTiles, Ask());
        Rest(1);
        Assert.True(Ask().IsEmpty);
        Assert.Null(desktop.Surface.Video.TimeLeft);
        desktop.Noise(Film);
        Show(33);
        Assert.True(Ask().IsEmpty);
    }

    [Fact]
    public void It_ends_where_all_else_goes_on()
    {
        Play(Film, 20);
        Assert.Equal(FilmInTiles, Ask());
        for (var i = 0; i < 16; i++)
        {
            desktop.Scroll(new(512, 0, 400, 600), 13);
            Show(33);
            if (i < 10)
                Assert.Equal(FilmInTiles, Ask());
        }
        Assert.True(Ask().IsEmpty);
    }

    [Fact]
    public void It_ends_when_no_more_of_it_than_a_clock_changes_and_in_three_seconds_where_only_a_small_part_does()
    {
        Play(Film, 60);
        Play(new(400, 300, 100, 20), 14);
        Assert.True(Ask().IsEmpty);
        Play(Film, 150);
        Assert.Equal(FilmInTiles, Ask());
        Play(new(130, 130, 120, 180), 120);
        Assert.True(Ask().IsEmpty);
    }

    [Fact]
    public void It_ends_in_three_seconds_where_text_scrolls_in_the_place_of_a_long_film()
    {
        Play(Film, 300);
        for (var i = 0; i < 100; i++)
        {
            desktop.Scroll(Film, 13);
            Show(33);
            Ask();
        }
        Assert.True(Ask().IsEmpty);
    }

    [Fact]
    public void It_ends_where_text_scrolls_in_its_place()
    {
        Play(Film, 20);
        for (var i = 0; i < 16; i++)
        {
            desktop.Scroll(Film, 13);
            Show(33);
            Ask();
        }
        Assert.True(Ask().IsEmpty);
    }

    [Fact]
    public void Of_two_videos_it_is_the_larger_one_and_remains_that_one()
    {
        var (smaller, larger) = (new PixelRectangle(0, 0, 320, 256), new PixelRectangle(512, 128, 448, 320));
        for (var i = 0; i < 40; i++)
        {
            desktop.Noise(smaller);
            if (i >= 20)
                desktop.Noise(larger);
            Show(33);
            Assert.True(i > 20 ? Ask() == smaller : Ask().IsEmpty || i > 8);
        }
        Rest(500);
        Ask();
        for (var i = 0; i < 20; i++)
        {
            desktop.Noise(smaller);
            desktop.Noise(larger);
            Show(33);
            Ask();
        }
        Assert.Equal(larger, Ask());
    }

    [Fact]
    public void It_stays_while_most_of_it_moves_and_shrinks_and_grows_where_it_clearly_has()
    {
        Play(Film, 20);
        for (var i = 0; i < 60; i++)
        {
            desktop.Noise(Film with { Height = i % 20 < 10 ? 200 : 300 });
            Show(33);
            Assert.Equal(FilmInTiles, Ask());
        }
        Play(Film with { Height = 160 }, 60);
        Assert.Equal(new PixelRectangle(64, 64, 448, 192), Ask());
        Play(new(0, 0, 1000, 600), 60);
        Assert.Equal(new PixelRectangle(0, 0, 1000, 600), Ask());
    }

    [Fact]
    public void Noise_at_its_side_does_not_widen_it()
    {
        for (var i = 0; i < 40; i++)
        {
            desktop.Noise(Film);
            desktop.Noise(new(512, 128, 192, 64));
            Show(33);
            Ask();
        }
        Assert.Equal(FilmInTiles, Ask());
    }

    [Fact]
    public void Another_size_and_a_notice_end_it_and_it_is_found_again()
    {
        Play(Film, 20);
        using (var old = new HeldFrame(desktop.Surface))
        {
            desktop.Resize(900, 640);
            desktop.Publish();
            Assert.True(Ask().IsEmpty);
            Assert.True(desktop.Surface.Video.AreaIn(old.Frame).IsEmpty);
        }
        Play(Film, 20);
        Assert.Equal(FilmInTiles, Ask());
        desktop.Surface.ShowNotice("no signal", "vm");
        Assert.True(Ask().IsEmpty);
        Play(Film, 20);
        Assert.Equal(FilmInTiles, Ask());
    }

    [Fact]
    public void For_an_older_frame_it_is_what_it_is_now_and_for_all_who_ask_at_once_the_same()
    {
        using var old = new HeldFrame(desktop.Surface);
        Play(Film, 20);
        Assert.Equal(FilmInTiles, Ask());
        Assert.Equal(FilmInTiles, desktop.Surface.Video.AreaIn(old.Frame));
        Parallel.For(0, 8, _ => Assert.Equal(FilmInTiles, Ask()));
    }

    void Play(PixelRectangle film, int count)
    {
        for (var i = 0; i < count; i++)
        {
            desktop.Noise(film);
            Show(33);
            Ask();
        }
    }

    /// <summary>The picture is published, and some time goes by.</summary>
    void Show(int milliseconds)
    {
        desktop.Publish();
        Rest(milliseconds);
    }

    void Rest(int milliseconds) => desktop.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    PixelRectangle Ask()
    {
        using var held = new HeldFrame(desktop.Surface);
        return desktop.Surface.Video.AreaIn(held.Frame);
    }
}
