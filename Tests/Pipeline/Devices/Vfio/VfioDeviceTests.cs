using Microsoft.Extensions.Time.Testing;
using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Devices.Vfio;
using Scanout.Tests.Pipeline.Devices.Memory;

namespace Scanout.Tests.Pipeline.Devices.Vfio;

[Collection(NativeCountsCollection.Name)]
public sealed class VfioDeviceTests : IDisposable
{
    const uint YfTiledLow = 3;

    readonly FakeTimeProvider time = new();
    readonly FakeLife life = new();
    readonly long fdsBefore = NativeCounts.DeviceFds;
    readonly long bytesBefore = NativeCounts.NativeBytes;
    VfioDriver? driver;
    VfioDevice? device;

    /// <summary>After each test everything that the device had is given back.</summary>
    public void Dispose()
    {
        device?.Dispose();
        driver?.Dispose();
        Assert.Equal(fdsBefore, NativeCounts.DeviceFds);
        Assert.Equal(bytesBefore, NativeCounts.NativeBytes);
        Assert.True(device is null || life.IsDisposed);
    }

    [Fact]
    public void A_region_plane_is_read_where_its_region_lies_though_its_index_is_beyond_the_devices_count()
    {
        var pixels = Pattern(640 * 480 * 4);
        Open(VfioDriver.Region());
        driver!.Primary = VfioDriver.Plane(640, 480, 16, size: 0x200000);
        driver.PaintRegion(0, pixels);
        var look = device!.Look();
        Assert.Equal((LookOutcome.Ready, 640, 480, 2560), (look.Outcome, look.Layout.WidthPixels, look.Layout.HeightPixels, look.Layout.StrideBytes));
        Assert.Equal(pixels, Rows(look));
        pixels[1000] ^= 0xFF;
        driver.PaintRegion(1000, pixels.AsSpan(1000, 1));
        Assert.Equal(pixels, Rows(device.Look()));
    }

    [Fact]
    public void A_cursor_that_a_region_driver_makes_of_its_primary_plane_is_none()
    {
        Open(VfioDriver.Region());
        driver!.Primary = VfioDriver.Plane(64, 64, 16);
        Assert.Equal(LookOutcome.Ready, device!.Look().Outcome);
        Assert.Null(device.ReadCursor());
    }

    [Fact]
    public void A_mode_switch_between_two_looks_is_followed_and_the_region_mapped_anew()
    {
        Open(VfioDriver.Region());
        driver!.Primary = VfioDriver.Plane(64, 64, 16);
        device!.Look();
        var pixels = Pattern(800 * 600 * 4);
        driver.PaintRegion(0, pixels);
        driver.Primary = VfioDriver.Plane(800, 600, 16);
        Assert.Equal(pixels, Rows(device.Look()));
        driver.Primary = VfioDriver.Plane(64, 64, 16);
        Assert.Equal(pixels[..(64 * 64 * 4)], Rows(device.Look()));
    }

    [Theory]
    [InlineData(3, 0x200000, "can't be mapped")]
    [InlineData(7, 0x1000, "fewer than")]
    [InlineData(7, 0, "fewer than")]
    public void A_region_that_can_not_hold_or_give_the_picture_is_refused_once_that_goes_on(uint flags, long bytes, string reason)
    {
        Open(VfioDriver.Region());
        (driver!.RegionFlags, driver.RegionBytes, driver.Primary) = (flags, bytes, VfioDriver.Plane(640, 480, 16));
        Assert.Equal(LookOutcome.Pending, device!.Look().Outcome);
        time.Advance(TimeSpan.FromSeconds(1));
        var look = device.Look();
        Assert.Equal(LookOutcome.Refused, look.Outcome);
        Assert.Contains(reason, look.Reason);
    }

    [Fact]
    public void A_dma_buf_is_had_once_and_used_again_when_its_id_comes_back()
    {
        var (one, two) = (Pattern(640 * 480 * 4), Pattern(320 * 200 * 4, seed: 2));
        Open(VfioDriver.Dmabuf());
        driver!.AddDmabuf(1, one);
        driver.AddDmabuf(2, two);
        for (var round = 0; round < 3; round++)
        {
            driver.Primary = VfioDriver.Plane(640, 480, 1);
            Assert.Equal(one, Rows(device!.Look()));
            driver.Primary = VfioDriver.Plane(320, 200, 2);
            Assert.Equal(two, Rows(device.Look()));
        }
        Assert.Equal([1u, 2u], driver.DmabufsGiven);
    }

    [Fact]
    public void A_guest_that_never_shows_a_dma_buf_twice_costs_a_bounded_number_of_them()
    {
        Open(VfioDriver.Dmabuf());
        for (var id = 1u; id <= 200; id++)
        {
            driver!.AddDmabuf(id, Pattern(64 * 64 * 4, seed: (int)id));
            driver.Primary = VfioDriver.Plane(64, 64, id);
            Assert.Equal(Pattern(64 * 64 * 4, seed: (int)id), Rows(device!.Look()));
        }
        Assert.InRange(NativeCounts.DeviceFds - fdsBefore, 1, 20);
    }

    [Fact]
    public void Zeros_are_a_display_that_is_off_with_a_sentence_and_no_fault()
    {
        Open(VfioDriver.Dmabuf());
        var look = device!.Look();
        Assert.Equal(LookOutcome.Disabled, look.Outcome);
        Assert.Contains("boot", look.Reason);
        driver!.AddDmabuf(1, Pattern(64 * 64 * 4));
        driver.Primary = VfioDriver.Plane(64, 64, 1);
        Assert.Equal(LookOutcome.Ready, device.Look().Outcome);
        driver.Primary = driver.Primary with { DrmFormat = 0 };
        Assert.Equal(LookOutcome.Disabled, device.Look().Outcome);
    }

    [Fact]
    public void Queries_that_fail_while_a_mode_is_switched_are_waited_out()
    {
        Open(VfioDriver.Dmabuf());
        driver!.AddDmabuf(1, Pattern(64 * 64 * 4));
        driver.Primary = VfioDriver.Plane(64, 64, 1);
        driver.QueryErrors.Enqueue(VfioDriver.Enomem);
        Assert.Equal(LookOutcome.Pending, device!.Look().Outcome);
        Assert.Equal(LookOutcome.Ready, device.Look().Outcome);
    }

    [Fact]
    public void Queries_that_go_on_failing_are_told_with_the_systems_words_until_they_work_again()
    {
        Open(VfioDriver.Dmabuf());
        driver!.AddDmabuf(1, Pattern(64 * 64 * 4));
        driver.Primary = VfioDriver.Plane(64, 64, 1);
        driver.QueryErrors.Enqueue(VfioDriver.Einval);
        driver.QueryErrors.Enqueue(VfioDriver.Einval);
        device!.Look();
        time.Advance(TimeSpan.FromSeconds(1));
        var look = device.Look();
        Assert.Equal(LookOutcome.Refused, look.Outcome);
        Assert.Contains("Invalid argument", look.Reason);
        Assert.Equal(LookOutcome.Ready, device.Look().Outcome);
    }

    [Fact]
    public void A_dma_buf_that_is_not_given_out_at_this_moment_is_asked_for_again()
    {
        Open(VfioDriver.Dmabuf());
        driver!.AddDmabuf(1, Pattern(64 * 64 * 4));
        (driver.Primary, driver.DmabufError) = (VfioDriver.Plane(64, 64, 1), VfioDriver.Einval);
        Assert.Equal(LookOutcome.Pending, device!.Look().Outcome);
        driver.DmabufError = 0;
        Assert.Equal(LookOutcome.Ready, device.Look().Outcome);
    }

    [Fact]
    public void A_device_that_is_gone_is_lost()
    {
        Open(VfioDriver.Dmabuf());
        driver!.QueryErrors.Enqueue(VfioDriver.Enodev);
        Assert.Equal(LookOutcome.Lost, device!.Look().Outcome);
    }

    [Fact]
    public void A_device_that_must_be_let_go_is_lost_though_it_goes_on_answering()
    {
        Open(VfioDriver.Region());
        driver!.Primary = VfioDriver.Plane(64, 64, 16);
        Assert.Equal(LookOutcome.Ready, device!.Look().Outcome);
        life.EndReason = "the VM has ended";
        Assert.Equal(PlaneLook.Lost("the VM has ended"), device.Look());
    }

    [Fact]
    public void A_dma_buf_that_no_processor_can_map_says_so_where_the_driver_has_nothing_else()
    {
        Open(VfioDriver.Dmabuf());
        driver!.AddUnmappableDmabuf(1);
        driver.Primary = VfioDriver.Plane(64, 64, 1);
        device!.Look();
        time.Advance(TimeSpan.FromSeconds(1));
        var look = device.Look();
        Assert.Equal(LookOutcome.Refused, look.Outcome);
        Assert.Contains("can't map (No such device)", look.Reason);
    }

    [Fact]
    public void Where_dma_bufs_can_not_be_mapped_and_the_driver_has_regions_too_those_are_read()
    {
        Open(new VfioDriver(VfioAbi.VFIO_GFX_PLANE_TYPE_DMABUF | VfioAbi.VFIO_GFX_PLANE_TYPE_REGION));
        driver!.AddUnmappableDmabuf(16);
        var pixels = Pattern(64 * 64 * 4);
        driver.PaintRegion(0, pixels);
        driver.Primary = VfioDriver.Plane(64, 64, 16);
        Assert.Equal(pixels, Rows(device!.Look()));
    }

    [Fact]
    public void A_device_that_offers_neither_type_of_plane_has_no_display_and_that_is_lasting()
    {
        driver = new VfioDriver(0);
        using var handle = new VfioHandle(driver.Device, life);
        var refusal = Assert.Throws<DeviceException>(() => new VfioDevice(handle, driver, new FakeOpening(), time));
        Assert.True(refusal.IsLasting);
        Assert.Contains("no display", refusal.Message);
        Assert.Contains("passed through", refusal.Message);
    }

    [Theory]
    [InlineData(1, Tiling.IntelX)]
    [InlineData(2, Tiling.IntelY)]
    public void Tiled_planes_are_told_as_tiled(uint code, Tiling tiling)
    {
        Open(VfioDriver.Dmabuf());
        driver!.AddDmabuf(1, Pattern(512 * 64));
        driver.Primary = VfioDriver.Plane(128, 64, 1, size: 512 * 64) with { DrmFormatModifier = 1ul << 56 | code };
        Assert.Equal(tiling, device!.Look().Layout.Tiling);
    }

    [Fact]
    public void A_modifier_that_can_not_be_read_is_refused_by_name()
    {
        Open(VfioDriver.Dmabuf());
        driver!.Primary = VfioDriver.Plane(128, 64, 1) with { DrmFormatModifier = 1ul << 56 | YfTiledLow };
        var look = device!.Look();
        Assert.Equal(LookOutcome.Refused, look.Outcome);
        Assert.Contains("I915_FORMAT_MOD_Yf_TILED", look.Reason);
    }

    [Fact]
    public void The_cursor_plane_has_its_place_its_hot_spot_and_its_alpha()
    {
        Open(VfioDriver.Dmabuf());
        var pixels = Pattern(32 * 32 * 4);
        driver!.AddDmabuf(1, Pattern(64 * 64 * 4));
        driver.AddDmabuf(7, pixels);
        driver.Primary = VfioDriver.Plane(64, 64, 1);
        driver.Cursor = VfioDriver.Plane(32, 32, 7) with { DrmFormat = Fourcc.Of("AR24").Value, XPosition = 10, YPosition = unchecked((uint)-5), XHot = 3, YHot = 4 };
        device!.Look();
        var cursor = device.ReadCursor()!;
        Assert.Equal((10, -5, 3, 4), (cursor.XPixels, cursor.YPixels, cursor.Image.HotXPixels, cursor.Image.HotYPixels));
        Assert.Equal(pixels, cursor.Image.Bgra);

        driver.Cursor = driver.Cursor with { XPosition = 11, XHot = 3 };
        device.Look();
        var moved = device.ReadCursor()!;
        Assert.Same(cursor.Image, moved.Image);
        Assert.Equal(11, moved.XPixels);
        Assert.Same(moved, device.ReadCursor());

        driver.Cursor = driver.Cursor with { XHot = uint.MaxValue, YHot = uint.MaxValue };
        device.Look();
        Assert.Equal((0, 0), (device.ReadCursor()!.Image.HotXPixels, device.ReadCursor()!.Image.HotYPixels));

        driver.Cursor = default;
        device.Look();
        Assert.Null(device.ReadCursor());
    }

    [Fact]
    public void A_cursor_that_is_not_known_at_this_moment_is_as_it_was()
    {
        Open(VfioDriver.Dmabuf());
        driver!.AddDmabuf(1, Pattern(64 * 64 * 4));
        driver.AddDmabuf(7, Pattern(32 * 32 * 4));
        (driver.Primary, driver.Cursor) = (VfioDriver.Plane(64, 64, 1), VfioDriver.Plane(32, 32, 7));
        device!.Look();
        var cursor = device.ReadCursor();
        Assert.NotNull(cursor);
        driver.QueryErrors.Enqueue(VfioDriver.Enomem);
        Assert.Same(cursor, device.ReadCursor());
    }

    [Theory]
    [InlineData(512, 32, 0)]
    [InlineData(32, 0, 32 * 32 * 4)]
    [InlineData(32, 32, 100)]
    public void A_cursor_that_can_not_be_read_takes_nothing_from_the_picture(uint width, uint height, uint size)
    {
        Open(VfioDriver.Dmabuf());
        driver!.AddDmabuf(1, Pattern(64 * 64 * 4));
        (driver.Primary, driver.Cursor) = (VfioDriver.Plane(64, 64, 1), VfioDriver.Plane(width, height, 7, size: size));
        Assert.Equal(LookOutcome.Ready, device!.Look().Outcome);
        Assert.Null(device.ReadCursor());
    }

    [Fact]
    public void Memory_that_goes_away_under_the_mapping_is_a_lost_device_and_no_fault()
    {
        Open(VfioDriver.Region());
        driver!.Primary = VfioDriver.Plane(640, 480, 16);
        Assert.Equal(LookOutcome.Ready, device!.Look().Outcome);
        Assert.Equal(0, Libc.Ftruncate(driver.Device, 0x1000));
        Assert.False(device.TryReadRows(0, 64, out _));
    }

    [Fact]
    public void Looks_at_a_picture_that_rests_allocate_nothing()
    {
        Open(VfioDriver.Dmabuf());
        driver!.AddDmabuf(1, Pattern(64 * 64 * 4));
        driver.Primary = VfioDriver.Plane(64, 64, 1);
        LookOnce();
        LookOnce();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            LookOnce();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void LookOnce()
        {
            device!.Look();
            device.TryReadRows(0, 64, out _);
            device.ReadCursor();
        }
    }

    void Open(VfioDriver of)
    {
        driver = of;
        device = new VfioDevice(new VfioHandle(of.Device, life), of, new FakeOpening(), time);
    }

    byte[] Rows(PlaneLook look)
    {
        Assert.Equal(LookOutcome.Ready, look.Outcome);
        Assert.True(device!.TryReadRows(0, look.Layout.HeightPixels, out var rows));
        return rows.ToArray();
    }

    static byte[] Pattern(int bytes, int seed = 1)
    {
        var pattern = new byte[bytes];
        new Random(seed).NextBytes(pattern);
        return pattern;
    }
}
