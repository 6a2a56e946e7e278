using System.Runtime.Versioning;
using Microsoft.Extensions.Time.Testing;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Regions;
using Scanout.Pipeline.Frames;
using Scanout.Tests.Pipeline.Devices.Memory;

namespace Scanout.Tests.Pipeline.Devices.Regions;

public sealed class RegionPublisherTests : IDisposable
{
    static readonly PlaneLayout Small = new(PixelFormat.Xr24, Tiling.Linear, 40, 30, 160);

    readonly ScratchDirectory directory = new();
    readonly FakeTimeProvider time = new();

    public void Dispose() => directory.Dispose();

    string Region => directory.File("vm.region");

    [Fact]
    public void The_file_is_as_the_specification_lays_it_out()
    {
        var id = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
        using var publisher = RegionPublisher.Create(Region, Small, new() { Id = id, Title = "Büro", Snapshots = true });
        publisher.Pixels.Fill(0x11);
        publisher.Publish();

        var bytes = File.ReadAllBytes(Region);
        Assert.Equal("SCANOUT1"u8.ToArray(), bytes[..8]);
        Assert.Equal(4096, BitConverter.ToInt32(bytes, 8));
        Assert.Equal(0, BitConverter.ToInt32(bytes, 12) % 2);
        Assert.Equal(7, BitConverter.ToInt32(bytes, 16));
        Assert.Equal("00112233445566778899AABBCCDDEEFF", Convert.ToHexString(bytes, 24, 16));
        Assert.Equal("42C3BC726F00", Convert.ToHexString(bytes, 40, 6));
        Assert.Equal("XR24"u8.ToArray(), bytes[128..132]);
        Assert.Equal((40, 30, 160), (BitConverter.ToInt32(bytes, 144), BitConverter.ToInt32(bytes, 148), BitConverter.ToInt32(bytes, 152)));
        Assert.Equal(0, BitConverter.ToInt32(bytes, 208));
        Assert.Equal(1, BitConverter.ToInt64(bytes, 320));
        var offset = (int)BitConverter.ToInt64(bytes, 176);
        Assert.Equal(4800, BitConverter.ToInt64(bytes, 184));
        Assert.False(bytes.AsSpan(offset, 4800).ContainsAnyExcept((byte)0x11));
        Assert.Equal([Region], Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void Only_its_owner_may_open_it()
    {
        using var publisher = RegionPublisher.Create(Region, Small);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Region));
    }

    [Fact]
    public void A_reader_sees_what_was_published_and_sleeps_between()
    {
        using var publisher = RegionPublisher.Create(Region, Small);
        using var device = Open();
        Assert.Equal(LookOutcome.Ready, device.Look().Outcome);
        Assert.Equal(LookOutcome.Unchanged, device.Look().Outcome);

        new Random(4).NextBytes(publisher.Pixels);
        publisher.Publish();

        Assert.Equal(Small, device.Look().Layout);
        Assert.True(device.TryReadRows(0, 30, out var rows));
        Assert.True(rows.SequenceEqual(publisher.Pixels));
    }

    [Fact]
    public void A_mode_switch_grows_the_file_and_begins_black()
    {
        using var publisher = RegionPublisher.Create(Region, Small);
        publisher.Pixels.Fill(0xFF);
        using var device = Open();
        device.Look();
        foreach (var layout in new PlaneLayout[]
        {
            new(PixelFormat.Rg16, Tiling.Linear, 800, 600, 1600), new(PixelFormat.Xb30, Tiling.IntelX, 100, 50, 512),
            new(PixelFormat.Bg24, Tiling.IntelY, 100, 50, 384), Small,
        })
        {
            publisher.SetLayout(layout);
            Assert.Equal(layout, device.Look().Layout);
            Assert.True(device.TryReadRows(0, layout.HeightPixels, out var rows));
            Assert.False(rows.ContainsAnyExcept((byte)0));
        }
    }

    [Fact]
    public void A_display_is_switched_off_and_on()
    {
        using var publisher = RegionPublisher.Create(Region, Small);
        using var device = Open();
        publisher.SetEnabled(false);
        Assert.Equal(LookOutcome.Disabled, device.Look().Outcome);
        publisher.SetEnabled(true);
        Assert.Equal(LookOutcome.Ready, device.Look().Outcome);
    }

    [Fact]
    public void A_cursor_is_shown_moved_changed_and_hidden()
    {
        using var publisher = RegionPublisher.Create(Region, Small);
        using var device = Open();
        var pixels = new byte[3 * 2 * 4];
        new Random(5).NextBytes(pixels);
        var image = new CursorImage(3, 2, 1, 1, pixels);

        Cursor? Shown(Cursor? cursor)
        {
            publisher.SetCursor(cursor);
            Assert.Equal(LookOutcome.Ready, device.Look().Outcome);
            return device.ReadCursor();
        }

        var first = Shown(new(image, -2, 7));
        Assert.NotNull(first);
        Assert.Equal((-2, 7, 1, 1), (first.XPixels, first.YPixels, first.Image.HotXPixels, first.Image.HotYPixels));
        Assert.Equal(pixels, first.Image.Bgra.ToArray());
        var moved = Shown(new(image, 8, 9));
        Assert.Same(first.Image, moved!.Image);
        Assert.Equal((8, 9), (moved.XPixels, moved.YPixels));
        Assert.Equal(256, Shown(new(new(256, 256, 0, 0, new byte[256 * 256 * 4]), 0, 0))!.Image.WidthPixels);
        Assert.Null(Shown(null));
    }

    [Fact]
    public void A_capture_is_answered_when_it_was_requested()
    {
        using var publisher = RegionPublisher.Create(Region, Small, new() { Counts = false, Snapshots = true });
        using var device = Open();
        Assert.False(publisher.IsCaptureRequested);
        Assert.Equal(LookOutcome.Pending, device.Look().Outcome);
        Assert.True(publisher.IsCaptureRequested);
        publisher.AnswerCapture();
        Assert.False(publisher.IsCaptureRequested);
        Assert.Equal(LookOutcome.Ready, device.Look().Outcome);
    }

    [Fact]
    public void Disposing_removes_the_file_and_the_reader_is_told()
    {
        var publisher = RegionPublisher.Create(Region, Small);
        using var device = Open();
        publisher.Dispose();
        publisher.Dispose();
        Assert.False(File.Exists(Region));
        Assert.Equal(LookOutcome.Lost, device.Look().Outcome);
    }

    [Fact]
    public void A_publisher_does_not_remove_the_file_of_its_successor()
    {
        var old = RegionPublisher.Create(Region, Small);
        using var successor = RegionPublisher.Create(Region, Small with { WidthPixels = 20 });
        old.Dispose();
        using var device = Open();
        Assert.Equal(20, device.Look().Layout.WidthPixels);
    }

    [Fact]
    public void A_place_that_can_not_be_written_is_one_sentence_and_leaves_nothing_behind()
    {
        var exception = Assert.Throws<DeviceException>(() => RegionPublisher.Create(directory.File("none/vm.region"), Small));
        Assert.Contains("No such file or directory", exception.Message, StringComparison.Ordinal);

        Directory.CreateDirectory(Region);
        Assert.Throws<DeviceException>(() => RegionPublisher.Create(Region, Small));
        Assert.Equal([Region], Directory.GetFileSystemEntries(directory.Path));
    }

    IDisplayDevice Open() => new RegionSource(Region, time).Open();
}
