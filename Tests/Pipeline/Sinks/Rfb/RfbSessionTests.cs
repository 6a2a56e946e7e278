using Microsoft.Extensions.Time.Testing;
using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Pipeline.Sinks.Rfb;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Sinks.Rfb;

public sealed class RfbSessionTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    static readonly RfbSessionSettings Open = new(null, TimeSpan.FromMilliseconds(16));

    readonly TilePool pool = new();
    readonly FakeTimeProvider time = new();
    readonly PaintedDevice device = new(200, 150);
    readonly Surface surface;
    readonly DisplayCapture capture;
    readonly Random random = new(5);

    public RfbSessionTests()
    {
        surface = new Surface("vm", pool, time);
        capture = new DisplayCapture(device, surface);
        device.FillRandom(random);
        capture.Poll();
    }

    public void Dispose()
    {
        capture.Dispose();
        surface.Dispose();
        Assert.Equal(0, pool.TilesOut);
    }

    [Theory]
    [InlineData(RfbEncoding.Raw), InlineData(RfbEncoding.Zrle), InlineData(RfbEncoding.Tight)]
    public async Task The_client_has_the_picture_after_whatever_changes(int encoding)
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(encoding, RfbEncoding.DesktopSize);
        await client.UpdateAsync(isIncremental: false);
        AssertShows(client);
        for (var round = 0; round < 30; round++)
        {
            if (round % 10 == 9)
                device.Resize(random.Next(1, 300), random.Next(1, 300));
            for (var i = 0; i < 3; i++)
                device.Fill(
                    new PixelRectangle(random.Next(200), random.Next(150), random.Next(1, 90), random.Next(1, 90))
                        .Intersect(new PixelRectangle(0, 0, device.Layout.WidthPixels, device.Layout.HeightPixels)), (uint)random.Next());
            device.SetPixel(0, 0, (uint)round + 0x010101);
            capture.Poll();
            await client.UpdateAsync();
            if (round % 10 == 9)
                await client.UpdateAsync();
            AssertShows(client);
        }
        Assert.Contains(encoding, client.Decoder.Encodings);
    }

    [Fact]
    public async Task A_scroll_is_sent_as_a_copy_and_the_lines_that_are_new()
    {
        device.Resize(640, 400);
        device.FillRandom(random);
        capture.Poll();
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Raw, RfbEncoding.CopyRect, RfbEncoding.DesktopSize);
        await client.UpdateAsync(isIncremental: false);
        for (var round = 0; round < 5; round++)
        {
            // Seven lines up, with something new below.
            ScrollUp(7);
            capture.Poll();
            client.Decoder.Encodings.Clear();
            await client.UpdateAsync();
            AssertShows(client);
            Assert.Equal(RfbEncoding.CopyRect, client.Decoder.Encodings[0]);
            Assert.InRange(client.Decoder.Encodings.Count, 2, 25);
        }
    }

    [Fact]
    public async Task A_cursor_that_is_drawn_into_the_pixels_does_not_scroll_with_them()
    {
        device.Resize(640, 400);
        device.FillRandom(random);
        device.Cursor = new Cursor(new CursorImage(16, 16, 0, 0, [.. Enumerable.Repeat((byte)255, 1024)]), 300, 200);
        capture.Poll();
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Zrle, RfbEncoding.CopyRect, RfbEncoding.DesktopSize);
        await client.UpdateAsync(isIncremental: false);
        for (var round = 0; round < 5; round++)
        {
            ScrollUp(30);
            if (round > 2)
                device.Cursor = device.Cursor with { XPixels = 300 + round };
            capture.Poll();
            client.Decoder.Encodings.Clear();
            await client.UpdateAsync();
            Assert.Contains(RfbEncoding.CopyRect, client.Decoder.Encodings);
            using var held = new HeldFrame(surface);
            var cursor = new PixelRectangle(device.Cursor.XPixels, 200, 16, 16);
            for (var i = 0; i < client.Decoder.Picture.Length; i++)
            {
                var (x, y) = (i % 640, i / 640);
                var expected = cursor.Intersect(new PixelRectangle(x, y, 1, 1)).IsEmpty ? BitConverter.ToUInt32(device.Memory[(i * 4)..]) & 0xFFFFFF : 0xFFFFFF;
                if (expected != client.Decoder.Picture[i])
                    Assert.Fail($"round {round}: {client.Decoder.Picture[i]:X} at {x}, {y} instead of {expected:X}");
            }
        }
    }

    [Fact]
    public async Task What_moves_like_a_video_goes_as_jpeg_and_without_loss_once_it_rests()
    {
        device.Resize(512, 128);
        device.FillRandom(random);
        capture.Poll();
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Tight, RfbEncoding.JpegQuality0 + 6, RfbEncoding.DesktopSize, RfbEncoding.LastRect);
        await client.UpdateAsync(isIncremental: false);
        Assert.Equal(2, client.Decoder.JpegCount);
        await client.RequestAsync();
        Assert.False(client.HasInput);
        await RestAsync(client);
        await client.ReadUpdateAsync();
        AssertShows(client);
        Assert.Equal(2, client.Decoder.JpegCount);
        await client.RequestAsync();
        time.Advance(LossyTiles.Rest);
        Assert.False(client.HasInput);
    }

    [Fact]
    public async Task A_client_that_names_no_quality_is_never_sent_jpeg()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Tight);
        await client.UpdateAsync(isIncremental: false);
        AssertShows(client);
        Assert.Equal(0, client.Decoder.JpegCount);
    }

    [Fact]
    public async Task A_fence_is_answered_where_what_was_said_before_it_is_done_with()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Raw, RfbEncoding.Fence);
        var announced = await client.ReadAsync(9 + 4);
        Assert.Equal([248, 0, 0, 0, 0x80, 0, 0, 1, 4], announced[..9]);
        await client.UpdateAsync(isIncremental: false);
        // With a sync: the format after it holds from the answer on.
        await client.SendAsync(248, 0, 0, 0, 0x80, 0, 0, 0x7F, 3, 7, 8, 9);
        var format = new RfbPixelFormat(16, 16, true, true, 31, 63, 31, 11, 5, 0);
        await client.SendFormatAsync(format);
        Assert.Equal([248, 0, 0, 0, 0, 0, 0, 7, 3, 7, 8, 9], await client.ReadAsync(12));
        client.UseFormat(format);
        await client.UpdateAsync(isIncremental: false);
        Assert.Contains(client.Decoder.Picture, pixel => pixel != 0);
    }

    [Fact]
    public async Task Continuous_updates_come_unasked_for_as_long_as_fences_come_back()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Zrle, RfbEncoding.Fence, RfbEncoding.ContinuousUpdates);
        await client.ReadAsync(13);
        Assert.Equal([150], await client.ReadAsync(1));
        await client.SendAsync(150, 1, 0, 0, 0, 0, 0, 200, 0, 150);
        byte[] fence = [];
        for (var round = 0; round < 10; round++)
        {
            device.Fill(new PixelRectangle(round * 3, 5, 40, 40), (uint)random.Next());
            capture.Poll();
            await client.ReadUpdateAsync();
            fence = await client.ReadAsync(13);
            Assert.Equal(248, fence[0]);
            await client.SendAsync(248, 0, 0, 0, 0, 0, 0, 1, 4, fence[9], fence[10], fence[11], fence[12]);
            AssertShows(client);
        }
        await client.SendAsync(150, 0, 0, 0, 0, 0, 0, 200, 0, 150);
        Assert.Equal([150], await client.ReadAsync(1));
        device.SetPixel(3, 3, 3);
        capture.Poll();
        Assert.False(client.HasInput);
        await client.UpdateAsync();
        AssertShows(client);
    }

    [Fact]
    public async Task A_client_that_sends_no_fence_back_is_sent_no_more_than_a_window()
    {
        await using var client = new RfbTestClient(surface, Open, pauseBytes: 64 << 20);
        await client.OpenAsync(RfbEncoding.Raw, RfbEncoding.Fence, RfbEncoding.ContinuousUpdates);
        await client.ReadAsync(14);
        await client.SendAsync(150, 1, 0, 0, 0, 0, 0, 200, 0, 150);
        var updates = 0;
        for (; updates < 30; updates++)
        {
            device.FillRandom(random);
            capture.Poll();
            if (!await Wait.IsSoonAsync(() => client.HasInput, TimeSpan.FromMilliseconds(updates < 2 ? 5000 : 200)))
                break;
            await client.ReadUpdateAsync();
            await client.ReadAsync(13);
        }
        Assert.InRange(updates, 2, 6);
    }

    [Fact]
    public async Task Nothing_is_sent_that_was_not_asked_for()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Zrle);
        await client.UpdateAsync(isIncremental: false);
        for (var i = 0; i < 5; i++)
        {
            device.SetPixel(i, i, 7);
            capture.Poll();
        }
        Assert.False(client.HasInput);
        await client.RequestAsync();
        await client.ReadUpdateAsync();
        AssertShows(client);
        await client.RequestAsync();
        Assert.False(client.HasInput);
        device.SetPixel(9, 9, 9);
        capture.Poll();
        await client.ReadUpdateAsync();
        AssertShows(client);
    }

    [Fact]
    public async Task A_request_for_all_is_answered_though_nothing_changed()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Tight);
        await client.UpdateAsync(isIncremental: false);
        client.Decoder.SetSize(200, 150);
        await client.UpdateAsync(isIncremental: false);
        AssertShows(client);
        await client.UpdateAsync(isIncremental: false, new PixelRectangle(50, 50, 500, 500));
        AssertShows(client);
    }

    [Fact]
    public async Task A_part_is_sent_alone_and_the_rest_when_it_is_asked_for()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Raw);
        await client.UpdateAsync(isIncremental: false, new PixelRectangle(70, 70, 20, 20));
        Assert.Equal(0u, client.Decoder.Picture[0]);
        // What was sent is not sent again for being asked for again.
        await client.RequestAsync(area: new PixelRectangle(70, 70, 20, 20));
        Assert.False(await Wait.IsSoonAsync(() => client.HasInput, TimeSpan.FromMilliseconds(100)));
        await client.UpdateAsync();
        AssertShows(client);
    }

    [Fact]
    public async Task What_goes_and_comes_back_in_a_part_is_followed()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Raw);
        await client.UpdateAsync(isIncremental: false);
        for (var blink = 1u; blink < 6; blink++)
        {
            device.Fill(new PixelRectangle(72, 72, 4, 8), blink % 2 * 0xFFFFFF);
            capture.Poll();
            await client.UpdateAsync(area: new PixelRectangle(70, 70, 20, 20));
            AssertShows(client);
        }
    }

    [Fact]
    public async Task A_client_that_sees_a_part_of_a_larger_picture_is_sent_it_once()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Raw);
        await client.UpdateAsync(isIncremental: false);
        device.Resize(400, 300);
        device.FillRandom(random);
        capture.Poll();
        await client.UpdateAsync();
        await client.RequestAsync();
        Assert.False(await Wait.IsSoonAsync(() => client.HasInput, TimeSpan.FromMilliseconds(100)));
        device.SetPixel(399, 299, 5); // Where the client does not see it.
        capture.Poll();
        Assert.False(await Wait.IsSoonAsync(() => client.HasInput, TimeSpan.FromMilliseconds(100)));
        device.SetPixel(199, 149, 0x123456);
        capture.Poll();
        await client.ReadUpdateAsync();
        Assert.Equal(0x123456u, client.Decoder.Picture[^1]);
    }

    [Fact]
    public async Task What_rests_under_a_drawn_cursor_is_exact_and_sent_no_more()
    {
        device.Resize(512, 128);
        device.FillRandom(random);
        device.Cursor = new Cursor(new CursorImage(2, 2, 0, 0, [.. Enumerable.Repeat((byte)255, 16)]), 100, 50);
        capture.Poll();
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Tight, RfbEncoding.JpegQuality0 + 6, RfbEncoding.DesktopSize);
        await client.UpdateAsync(isIncremental: false);
        Assert.NotEqual(0, client.Decoder.JpegCount);
        await client.RequestAsync();
        await RestAsync(client);
        await client.ReadUpdateAsync();
        using var held = new HeldFrame(surface);
        Assert.Equal(0xFFFFFFu, client.Decoder.Picture[50 * 512 + 100]);
        Assert.Equal(BitConverter.ToUInt32(held.Frame[1, 0].Pixels[(10 * 256 + 10 * 4)..]) & 0xFFFFFF, client.Decoder.Picture[10 * 512 + 74]);
        await client.RequestAsync();
        time.Advance(LossyTiles.Rest);
        Assert.False(await Wait.IsSoonAsync(() => client.HasInput, TimeSpan.FromMilliseconds(100)));
    }

    [Fact]
    public async Task A_client_of_eight_bits_is_never_sent_jpeg()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync();
        await client.SetFormatAsync(RfbPixelFormat.Bgr233);
        await client.SetEncodingsAsync(RfbEncoding.Tight, RfbEncoding.JpegQuality9);
        await client.UpdateAsync(isIncremental: false);
        Assert.Equal(0, client.Decoder.JpegCount);
        Assert.Contains(RfbEncoding.Tight, client.Decoder.Encodings);
    }

    [Theory]
    [InlineData(8, 8, false, 7, 7, 3, 5, 2, 0), InlineData(16, 16, true, 31, 63, 31, 11, 5, 0), InlineData(32, 24, true, 255, 255, 255, 0, 8, 16)]
    public async Task The_client_has_its_own_pixel_format(int bits, int depth, bool isBig, int red, int green, int blue, int r, int g, int b)
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync();
        await client.SetFormatAsync(new RfbPixelFormat(bits, depth, isBig, true, red, green, blue, r, g, b));
        await client.SetEncodingsAsync(RfbEncoding.Zrle);
        await client.UpdateAsync(isIncremental: false);
        using var held = new HeldFrame(surface);
        var pixel = held.Frame[0, 0].Pixels;
        Assert.Equal(
            (uint)(Top(pixel[2], red) << 16 | Top(pixel[1], green) << 8 | Top(pixel[0], blue)), client.Decoder.Picture[0]);

        static int Top(byte value, int max) => value & 0xFF << (8 - System.Numerics.BitOperations.PopCount((uint)max)) & 0xFF;
    }

    [Fact]
    public async Task A_client_with_a_colour_map_is_given_its_colours()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync();
        await client.SendAsync(0, 0, 0, 0, 8, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        await client.RequestAsync(isIncremental: false);
        Assert.Equal([1, 0, 0, 0, 1, 0], (await client.ReadAsync(6 + 256 * 6))[..6]);
        Assert.Equal([0, 0], (await client.ReadAsync(4))[..2]);
    }

    [Fact]
    public async Task A_client_that_can_not_follow_a_new_size_sees_what_fits_and_black_beside_it()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Zrle);
        await client.UpdateAsync(isIncremental: false);
        device.Resize(100, 300);
        device.FillRandom(random);
        capture.Poll();
        await client.UpdateAsync();
        Assert.Equal((200, 150), (client.Decoder.Width, client.Decoder.Height));
        using var held = new HeldFrame(surface);
        var pixels = new byte[100 * 300 * 4];
        held.Frame.CopyTo(new PixelRectangle(0, 0, 100, 300), pixels, 400);
        for (var i = 0; i < 200 * 150; i++)
        {
            var (x, y) = (i % 200, i / 200);
            var expected = x < 100 ? BitConverter.ToUInt32(pixels, (y * 100 + x) * 4) & 0xFFFFFF : 0;
            Assert.Equal(expected, client.Decoder.Picture[i]);
        }
    }

    [Theory]
    [InlineData(ResizeAnswer.Forwarded, RfbResizeStatus.Forwarded)]
    [InlineData(ResizeAnswer.Unsupported, RfbResizeStatus.Prohibited)]
    [InlineData(ResizeAnswer.Impossible, RfbResizeStatus.InvalidLayout)]
    [InlineData(ResizeAnswer.Failed, RfbResizeStatus.OutOfResources)]
    public async Task A_wish_for_another_size_is_passed_on_and_answered_as_the_device_does(ResizeAnswer answer, RfbResizeStatus status)
    {
        device.SizeAnswer = answer;
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Zrle, RfbEncoding.ExtendedDesktopSize);
        await client.UpdateAsync(isIncremental: false);
        Assert.Equal((0, 0), client.Decoder.Resize);
        await client.UpdateAsync();
        await client.SendAsync(WishFor1024X768);
        await PollUntilWishedAsync();
        Assert.Equal([(1024, 768)], device.SizesWished);
        await client.UpdateAsync();
        Assert.Equal(((int)RfbResizeReason.ThisClient, (int)status), client.Decoder.Resize);
        Assert.Equal(200, client.Decoder.Width);
        await client.UpdateAsync(isIncremental: false);
        AssertShows(client);
    }

    [Fact]
    public async Task A_size_that_was_wished_for_and_comes_is_told_as_the_displays_own()
    {
        device.SizeAnswer = ResizeAnswer.Forwarded;
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Zrle, RfbEncoding.ExtendedDesktopSize);
        await client.UpdateAsync(isIncremental: false);
        await client.UpdateAsync();
        await client.SendAsync(WishFor1024X768);
        await PollUntilWishedAsync();
        await client.UpdateAsync();
        device.Resize(1024, 768);
        device.FillRandom(random);
        capture.Poll();
        await client.UpdateAsync();
        Assert.Equal(((0, 0), 1024, 768), (client.Decoder.Resize, client.Decoder.Width, client.Decoder.Height));
        await client.UpdateAsync();
        AssertShows(client);
    }

    [Fact]
    public async Task A_wish_for_several_screens_is_an_invalid_layout()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Zrle, RfbEncoding.ExtendedDesktopSize);
        await client.UpdateAsync(isIncremental: false);
        await client.UpdateAsync();
        await client.SendAsync([251, 0, 4, 0, 3, 0, 2, 0, .. new byte[32]]);
        await client.UpdateAsync();
        Assert.Equal((1, (int)RfbResizeStatus.InvalidLayout), client.Decoder.Resize);
        Assert.Empty(device.SizesWished);
    }

    [Fact]
    public async Task A_wish_that_no_device_takes_is_prohibited_after_a_while_and_not_kept()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Zrle, RfbEncoding.ExtendedDesktopSize);
        await client.UpdateAsync(isIncremental: false);
        await client.UpdateAsync();
        await client.SendAsync(WishFor1024X768);
        await client.RequestAsync();
        await Wait.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                return client.HasInput;
            }, Patience, () => "no answer");
        await client.ReadUpdateAsync();
        Assert.Equal((1, (int)RfbResizeStatus.Prohibited), client.Decoder.Resize);
        capture.Poll();
        Assert.Empty(device.SizesWished);
    }

    [Fact]
    public async Task The_cursor_goes_as_a_shape_to_those_who_draw_it_and_as_pixels_to_others()
    {
        byte[] shape = [1, 2, 3, 255, 4, 5, 6, 255, 7, 8, 9, 0, 10, 11, 12, 255];
        device.Cursor = new Cursor(new CursorImage(2, 2, 1, 0, shape), 30, 40);
        capture.Poll();
        await using var drawing = new RfbTestClient(surface, Open);
        await drawing.OpenAsync(RfbEncoding.Zrle, RfbEncoding.Cursor);
        await drawing.UpdateAsync(isIncremental: false);
        AssertShows(drawing);
        var cursor = drawing.Decoder.Cursor!.Value;
        Assert.Equal((1, 0, 2, 2), (cursor.HotX, cursor.HotY, cursor.Width, cursor.Height));
        Assert.Equal([true, true, false, true], cursor.Mask);
        Assert.Equal(0x030201u, cursor.Pixels[0]);

        await using var blending = new RfbTestClient(surface, Open);
        await blending.OpenAsync(RfbEncoding.Zrle, RfbEncoding.Cursor, RfbEncoding.CursorWithAlpha);
        await blending.UpdateAsync(isIncremental: false);
        AssertShows(blending);
        var alpha = blending.Decoder.AlphaCursor!.Value;
        Assert.Equal((1, 0, 2, 2), (alpha.HotX, alpha.HotY, alpha.Width, alpha.Height));
        Assert.Equal([3, 2, 1, 255, 6, 5, 4, 255, 0, 0, 0, 0, 12, 11, 10, 255], alpha.Rgba);

        await using var other = new RfbTestClient(surface, Open);
        await other.OpenAsync(RfbEncoding.Zrle);
        await other.UpdateAsync(isIncremental: false);
        Assert.Equal(0x030201u, other.Decoder.Picture[40 * 200 + 30]);
        Assert.Equal(0x060504u, other.Decoder.Picture[40 * 200 + 31]);

        device.Cursor = device.Cursor with { XPixels = 100 };
        capture.Poll();
        await other.UpdateAsync();
        Assert.Equal(0x030201u, other.Decoder.Picture[40 * 200 + 100]);
        device.Cursor = null;
        capture.Poll();
        await other.UpdateAsync();
        AssertShows(other);
        await drawing.UpdateAsync();
        Assert.Equal(0, drawing.Decoder.Cursor!.Value.Width);
        await blending.UpdateAsync();
        Assert.Equal(0, blending.Decoder.AlphaCursor!.Value.Width);
    }

    [Fact]
    public async Task A_notice_is_told_in_the_title_too()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Zrle, RfbEncoding.DesktopName);
        await client.UpdateAsync(isIncremental: false);
        surface.ShowNotice("no signal", "vm");
        await client.UpdateAsync();
        Assert.Equal("vm (view only) (no picture)", client.Decoder.Title);
        AssertShows(client);
        capture.Poll();
        await client.UpdateAsync();
        Assert.Equal("vm (view only)", client.Decoder.Title);
    }

    [Fact]
    public async Task A_client_that_stops_reading_holds_little_and_gets_the_newest_picture_when_it_goes_on()
    {
        await using var client = new RfbTestClient(surface, Open, pauseBytes: 4096);
        await client.OpenAsync(RfbEncoding.Raw);
        await client.RequestAsync(isIncremental: false);
        await Wait.UntilAsync(() => client.HasInput, Patience, () => "nothing came");
        for (var i = 0; i < 50; i++)
        {
            device.FillRandom(random);
            capture.Poll();
        }
        // The newest frame, the last picture, the frame that is being sent, and the capture's own: no queue of fifty.
        Assert.InRange(pool.TilesOut, 12, 4 * 12);
        await client.ReadUpdateAsync();
        await client.UpdateAsync();
        AssertShows(client);
    }

    [Theory]
    [InlineData("RFB 003.003\n"), InlineData("RFB 003.007\n"), InlineData("RFB 003.008\n")]
    public async Task The_password_lets_in_and_another_does_not_in_each_version(string version)
    {
        var settings = Open with
        {
            Admission = new Admission(
                new LoginPassword("sesame", Expires: null), users: null, new AccessTokens(time), new LoginThrottle(time), time),
        };
        foreach (var password in (string[])["sesame", "Sesame"])
        {
            await using var client = new RfbTestClient(surface, settings);
            await client.ReadAsync(12);
            await client.SendAsync(System.Text.Encoding.ASCII.GetBytes(version));
            if (version.EndsWith("3\n", StringComparison.Ordinal))
                Assert.Equal([0, 0, 0, 2], await client.ReadAsync(4));
            else
            {
                Assert.Equal([1, 2], await client.ReadAsync(2));
                await client.SendAsync(2);
            }
            var response = new byte[16];
            VncAuthentication.Respond(password, await client.ReadAsync(16), response);
            await client.SendAsync(response);
            if (password == "sesame")
            {
                Assert.Equal([0, 0, 0, 0], await client.ReadAsync(4));
                await client.FinishOpeningAsync(RfbEncoding.Zrle);
                await client.UpdateAsync(isIncremental: false);
                AssertShows(client);
                continue;
            }
            Assert.False(client.HasInput);
            var result = client.ReadAsync(4);
            await AdvanceUntilAsync(() => result.IsCompleted);
            Assert.Equal([0, 0, 0, 1], await result);
            if (version.EndsWith("8\n", StringComparison.Ordinal))
                Assert.Equal([0, 0, 0, 14, .. "wrong password"u8], await client.ReadAsync(18));
            Assert.Equal("wrong password", await client.EndAsync());
        }
    }

    [Fact]
    public async Task A_handshake_that_does_not_come_to_an_end_is_ended()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.ReadAsync(12);
        await client.SendAsync((byte)'R');
        await AdvanceUntilAsync(() => client.Session.IsCompleted);
        Assert.Contains("handshake took longer than 10 s", await client.EndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_comes_byte_by_byte_too_slowly_is_ended_and_a_silent_client_is_not()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Zrle);
        await client.UpdateAsync(isIncremental: false);
        time.Advance(TimeSpan.FromHours(1));
        await client.UpdateAsync(isIncremental: false);
        await client.SendAsync(4, 1);
        await AdvanceUntilAsync(() => client.Session.IsCompleted);
        Assert.Contains("not finished within 10 s", await client.EndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_session_ends_with_the_client_and_with_the_service()
    {
        await using var leaving = new RfbTestClient(surface, Open);
        await leaving.OpenAsync();
        leaving.Hangup();
        Assert.Equal("the viewer left", await leaving.EndAsync());

        await using var cut = new RfbTestClient(surface, Open);
        await cut.OpenAsync();
        await cut.SendAsync(4, 1, 0);
        cut.Hangup();
        Assert.Contains("ended within a message", await cut.EndAsync(), StringComparison.Ordinal);

        await using var ended = new RfbTestClient(surface, Open);
        await ended.OpenAsync();
        await ended.CancelAsync();
        Assert.Equal("the service ended it", await ended.EndAsync());
    }

    [Fact]
    public async Task Whatever_a_client_sends_its_session_ends_with_a_sentence_and_never_throws()
    {
        for (var round = 0; round < 60; round++)
        {
            await using var client = new RfbTestClient(surface, Open, pauseBytes: 1 << 20);
            if (round % 3 > 0)
                await client.OpenAsync(RfbEncoding.Zrle);
            var garbage = new byte[random.Next(1, 300)];
            random.NextBytes(garbage);
            if (round % 3 == 2)
                garbage[0] = (byte)(new[] { 0, 2, 3, 4, 5, 6, 248, 250, 251, 255 })[random.Next(10)];
            await client.SendAsync(garbage);
            client.Hangup();
            Assert.NotEmpty(await client.EndAsync());
        }
    }

    [Fact]
    public async Task A_display_that_never_showed_anything_shows_a_notice()
    {
        using var empty = new Surface("empty", pool, time);
        await using var client = new RfbTestClient(empty, Open);
        var opening = client.OpenAsync(RfbEncoding.Zrle);
        await AdvanceUntilAsync(() => opening.IsCompleted);
        await opening;
        await client.UpdateAsync(isIncremental: false);
        Assert.Equal(1024, client.Decoder.Width);
        Assert.Contains(client.Decoder.Picture, pixel => pixel != 0);
    }

    [Fact]
    public async Task Credit_is_demand_and_a_client_without_credit_asks_for_nothing()
    {
        await using var client = new RfbTestClient(surface, Open);
        await client.OpenAsync(RfbEncoding.Zrle);
        await client.UpdateAsync(isIncremental: false);
        // It may ask again at any moment: its demand stands until there is something that it has not asked for, or for a while.
        Assert.Equal(Open.Interval, surface.Demand?.Interval);
        device.SetPixel(1, 1, 1);
        capture.Poll();
        await Wait.UntilAsync(() => surface.Demand is null, Patience, () => "demand without credit");
        await client.RequestAsync();
        await Wait.UntilAsync(() => surface.Demand?.Interval == Open.Interval, Patience, () => "no demand");
        await client.ReadUpdateAsync();
        Assert.Equal(Open.Interval, surface.Demand?.Interval);
        await Wait.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                return surface.Demand is null;
            }, Patience, () => "demand of a client that asks no more");
    }

    static byte[] WishFor1024X768 => [251, 0, 4, 0, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 3, 0, 0, 0, 0, 0];

    /// <summary>The session reads what it was sent on another thread.</summary>
    Task PollUntilWishedAsync() => Wait.UntilAsync(
        () =>
        {
            capture.Poll();
            return device.SizesWished.Count > 0;
        }, Patience, () => "the wish did not arrive");

    /// <summary>Time goes on until the client is sent something: the session may set its timer before or after the moment at which this looks.</summary>
    async Task RestAsync(RfbTestClient client)
    {
        time.Advance(LossyTiles.Rest);
        if (!await Wait.IsSoonAsync(() => client.HasInput, TimeSpan.FromSeconds(1)))
            time.Advance(LossyTiles.Rest);
    }

    /// <summary>All lines of a picture of 640 pixels go up, and new ones come from below.</summary>
    void ScrollUp(int lines)
    {
        device.Memory[(lines * 640 * 4)..].CopyTo(device.Memory);
        random.NextBytes(device.Memory[^(lines * 640 * 4)..]);
    }

    void AssertShows(RfbTestClient client)
    {
        using var held = new HeldFrame(surface);
        var (frame, decoder) = (held.Frame, client.Decoder);
        Assert.Equal((frame.WidthPixels, frame.HeightPixels), (decoder.Width, decoder.Height));
        var pixels = new byte[frame.WidthPixels * frame.HeightPixels * 4];
        frame.CopyTo(new PixelRectangle(0, 0, frame.WidthPixels, frame.HeightPixels), pixels, frame.WidthPixels * 4);
        for (var i = 0; i < decoder.Picture.Length; i++)
            if ((BitConverter.ToUInt32(pixels, i * 4) & 0xFFFFFF) != decoder.Picture[i])
                Assert.Fail($"pixel {i % frame.WidthPixels},{i / frame.WidthPixels} differs");
    }

    /// <summary>Lets virtual time pass until something has come of it.</summary>
    Task AdvanceUntilAsync(Func<bool> condition) => Wait.UntilAsync(
        () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
            return condition();
        },
        Patience, () => "nothing came of it");
}
