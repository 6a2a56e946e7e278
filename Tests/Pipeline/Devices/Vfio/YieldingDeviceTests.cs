using Scanout.Codecs.Pixels;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Vfio;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Devices.Vfio;

/// <summary>A device that only one program can have is held while it shows a picture, and no longer.</summary>
public sealed class YieldingDeviceTests
{
    readonly List<PaintedDevice> opened = [];
    PlaneLook? answer;
    string? refusal;

    [Fact]
    public void It_is_held_while_it_shows_a_picture()
    {
        using var device = Create();
        Assert.Equal(LookOutcome.Ready, device.Look().Outcome);
        Assert.Equal(LookOutcome.Ready, device.Look().Outcome);
        Assert.False(Assert.Single(opened).IsDisposed);
    }

    [Fact]
    public void It_is_let_go_at_once_when_it_shows_none_and_opened_for_each_look_after()
    {
        using var device = Create();
        Answer(PlaneLook.Disabled("no mode"));
        Assert.Equal(PlaneLook.Disabled("no mode"), device.Look());
        device.Look();
        Assert.Equal(2, opened.Count);
        Assert.All(opened, one => Assert.True(one.IsDisposed));
        answer = null;
        Assert.Equal(LookOutcome.Ready, device.Look().Outcome);
        Assert.True(device.TryReadRows(0, 1, out _));
    }

    [Fact]
    public void That_another_has_it_meanwhile_is_a_refusal_until_it_is_free_again()
    {
        using var device = Create();
        Answer(PlaneLook.Disabled());
        device.Look();
        refusal = "it is in use by a VM";
        Assert.Equal(PlaneLook.Refused("it is in use by a VM"), device.Look());
        (refusal, answer) = (null, null);
        Assert.Equal(LookOutcome.Ready, device.Look().Outcome);
    }

    [Fact]
    public void One_that_can_not_be_opened_at_all_is_told_at_once()
    {
        refusal = "no permission";
        Assert.Throws<DeviceException>(() => Create());
    }

    void Answer(PlaneLook look)
    {
        answer = look;
        opened[^1].Answer = look;
    }

    YieldingDevice Create() => new(new FakeOpening { IsExclusive = true }, () =>
    {
        if (refusal is not null)
            throw new DeviceException(refusal);
        var device = new PaintedDevice(64, 64, PixelFormat.Xr24) { Answer = answer };
        opened.Add(device);
        return device;
    });
}
