using Scanout.Pipeline.Devices;

namespace Scanout.Benchmarks.Recording.Displays;

/// <summary>Gives out a device that is there already, once.</summary>
sealed class GivenDevice(IDisplayDevice device) : IDeviceSource
{
    public string Description => device.Description;

    public IDisplayDevice Open() => device;
}
