using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// A device that nobody else can have while it is open: it is let go as soon as it shows no picture, and opened for each look until it does. A VM that
/// is started finds its vGPU free; that it has it then is an outcome like any other.
/// </summary>
/// <param name="opening">Of the device.</param>
/// <param name="open">Opens it.</param>
sealed class YieldingDevice(IVfioOpening opening, Func<IDisplayDevice> open) : IDisplayDevice
{
    IDisplayDevice? device = open();
    DeviceFacts facts = DeviceFacts.None;

    public string Description => opening.Description;

    public Guid Id => opening.Id;

    /// <summary>As they were when it was open last.</summary>
    public DeviceFacts Facts => facts = device?.Facts ?? facts;

    public PlaneLook Look()
    {
        try
        {
            device ??= open();
        }
        catch (DeviceException refusal)
        {
            return PlaneLook.Refused(refusal.Message);
        }
        var look = device.Look();
        if (look.Outcome is LookOutcome.Disabled or LookOutcome.Lost)
            Dispose();
        return look;
    }

    public bool TryReadRows(int firstRow, int rowCount, out ReadOnlySpan<byte> rows) => device!.TryReadRows(firstRow, rowCount, out rows);

    public Cursor? ReadCursor() => device?.ReadCursor();

    public ResizeAnswer Resize(int widthPixels, int heightPixels) => device?.Resize(widthPixels, heightPixels) ?? ResizeAnswer.Unsupported;

    public void Dispose()
    {
        device?.Dispose();
        device = null;
    }
}
