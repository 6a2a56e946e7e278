namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>Looks for devices, read-only: it creates and removes none. Called on one thread, several times a second.</summary>
public interface IDeviceFinder
{
    /// <summary>Every device that is there now. What can't be read just now is left out; nothing is thrown.</summary>
    IReadOnlyList<FoundDevice> Find();
}
