using Microsoft.Extensions.Time.Testing;
using Scanout.Codecs.Edid;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Vfio;
using Scanout.Pipeline.Frames;

namespace Scanout.Tests.Pipeline.Devices.Vfio;

/// <summary>A wish for another size, as it reaches the EDID region of a device that is laid out as mbochs's.</summary>
[Collection(Memory.NativeCountsCollection.Name)]
public sealed class VfioEdidTests : IDisposable
{
    const int Offset = 0, MaxBytes = 4, Bytes = 8, MaxX = 12, MaxY = 16, LinkState = 20;

    readonly FakeTimeProvider time = new();
    readonly VfioDriver driver = VfioDriver.Dmabuf();
    readonly VfioDevice device;

    public VfioEdidTests()
    {
        driver.SetRegister(Offset, VfioDriver.EdidBlobAt);
        driver.SetRegister(MaxBytes, 1024);
        driver.SetRegister(MaxX, 1920);
        driver.SetRegister(MaxY, 1440);
        device = Open(new FakeOpening());
    }

    public void Dispose() => device.Dispose();

    [Fact]
    public void A_wish_is_shown_as_a_monitor_that_is_plugged_in_after_a_while()
    {
        Assert.Equal(ResizeAnswer.Forwarded, device.Resize(1280, 720));
        Assert.Equal(VfioAbi.VFIO_DEVICE_GFX_LINK_STATE_DOWN, driver.Register(LinkState));
        Assert.Equal(LookOutcome.Pending, device.Look().Outcome);
        time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.NotEqual(LookOutcome.Pending, device.Look().Outcome);
        Assert.Equal(VfioAbi.VFIO_DEVICE_GFX_LINK_STATE_UP, driver.Register(LinkState));

        var blob = driver.ReadDevice(VfioDriver.EdidAt + VfioDriver.EdidBlobAt, (int)driver.Register(Bytes));
        Assert.Null(EdidReader.Read(blob, out var preferred));
        Assert.Equal((1280, 720), (preferred.WidthPixels, preferred.HeightPixels));
    }

    [Theory]
    [InlineData(1921, 1000)]
    [InlineData(1000, 1441)]
    [InlineData(60000, 60000)]
    public void A_size_that_the_device_or_no_monitor_can_have_is_impossible_and_leaves_the_link_alone(int width, int height)
    {
        Assert.Equal(ResizeAnswer.Impossible, device.Resize(width, height));
        Assert.Equal(0u, driver.Register(LinkState));
    }

    [Fact]
    public void An_edid_that_the_device_has_no_room_for_is_impossible()
    {
        driver.SetRegister(MaxBytes, 64);
        Assert.Equal(ResizeAnswer.Impossible, device.Resize(1280, 720));
    }

    [Fact]
    public void The_same_wish_again_pulls_no_cable()
    {
        device.Resize(1280, 720);
        time.Advance(TimeSpan.FromMilliseconds(100));
        device.Look();
        Assert.Equal(ResizeAnswer.Forwarded, device.Resize(1280, 720));
        Assert.Equal(VfioAbi.VFIO_DEVICE_GFX_LINK_STATE_UP, driver.Register(LinkState));
    }

    [Fact]
    public void An_edid_region_of_another_program_is_not_touched()
    {
        using var foreign = Open(new FakeOpening { IsEdidForeign = true });
        Assert.Equal(ResizeAnswer.Unsupported, foreign.Resize(1280, 720));
        Assert.Equal(0u, driver.Register(LinkState));
    }

    [Fact]
    public void A_device_without_an_edid_region_can_not_be_told_of_sizes()
    {
        using var region = VfioDriver.Region();
        using var other = new VfioDevice(new VfioHandle(region.Device, new FakeLife()), region, new FakeOpening(), time);
        Assert.Equal(ResizeAnswer.Unsupported, other.Resize(1280, 720));
    }

    VfioDevice Open(FakeOpening opening) => new(new VfioHandle(driver.Device, new FakeLife()), driver, opening, time);
}
