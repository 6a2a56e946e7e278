namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>A device that a finder sees at this moment.</summary>
/// <param name="Key">Tells this plugging of this device from any other: equal as long as it is the same one, another once it was removed and came back.</param>
/// <param name="Name">What its display is to be called.</param>
/// <param name="Address">As <see cref="VfioDeviceEntry.Address"/>, or null where it is not known which device it is.</param>
/// <param name="Opening">How its descriptor is had.</param>
public sealed record FoundDevice(string Key, string Name, string? Address, IVfioOpening Opening);
