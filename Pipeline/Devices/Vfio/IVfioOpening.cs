namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>One way to a VFIO device's file descriptor, which may be gone again and again.</summary>
public interface IVfioOpening
{
    /// <summary>As <see cref="IDisplayDevice.Description"/>.</summary>
    string Description { get; }

    /// <summary>The UUID of the VM, or else of the device; <see cref="Guid.Empty"/> where neither is known.</summary>
    Guid Id { get; }

    /// <summary>The VM's name; null where it is not known.</summary>
    string? Domain => null;

    /// <summary>The kernel's driver of the device; null where it is not known.</summary>
    string? Driver => null;

    /// <summary>
    /// Whether nobody else can have the device while this holds it, so that it is let go whenever it shows no picture: a VM that is started must
    /// find it free.
    /// </summary>
    bool IsExclusive { get; }

    /// <summary>Whether another program owns the EDID region, so that it is not written.</summary>
    bool IsEdidForeign { get; }

    /// <summary>Opens the device, or takes its descriptor. The caller owns the handle.</summary>
    /// <exception cref="DeviceException">It can't be had; the message is one sentence for the display's state, with the remedy where there is one.</exception>
    VfioHandle Open();
}
