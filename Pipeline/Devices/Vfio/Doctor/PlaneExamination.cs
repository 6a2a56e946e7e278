namespace Scanout.Pipeline.Devices.Vfio.Doctor;

/// <summary>Opens one device, asks it for its picture as the service would, and lets it go again: for milliseconds, and half a second at most.</summary>
static class PlaneExamination
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    internal static Finding Examine(string subject, IDeviceSource source, TimeProvider time)
    {
        try
        {
            using var device = source.Open();
            return Tell(subject, LastLook(device, time));
        }
        catch (DeviceException refusal)
        {
            return new(Severity.Obstacle, subject, refusal.Message);
        }
    }

    /// <summary>The first answer that is one: a driver may be between two modes.</summary>
    static PlaneLook LastLook(IDisplayDevice device, TimeProvider time)
    {
        using var pause = new ManualResetEventSlim();
        for (; ; )
        {
            var look = device.Look();
            if (look.Outcome != LookOutcome.Pending)
                return look;
            using var timer = time.CreateTimer(_ => pause.Set(), null, Pause, Timeout.InfiniteTimeSpan);
            pause.Wait();
            pause.Reset();
        }
    }

    static Finding Tell(string subject, PlaneLook look) => look.Outcome switch
    {
        LookOutcome.Ready => new(
            Severity.Good, subject, $"it shows a picture of {look.Layout.WidthPixels}×{look.Layout.HeightPixels}, {look.Layout.Format} {look.Layout.Tiling}"),
        LookOutcome.Disabled => new(
            Severity.Obstacle, subject, look.Reason ?? "its display is switched off",
            "start the VM, and see to the vGPU's driver in its guest; until that is up, look at the VM's own VGA (-vga std, or ramfb=on beside the vGPU)"),
        _ => new(Severity.Obstacle, subject, look.Reason ?? "it shows no picture"),
    };
}
