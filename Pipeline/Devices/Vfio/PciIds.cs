namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>
/// What kind of PCI device it is: the first words of its configuration space (PCI Local Bus Specification 3.0, section 6.1).
/// </summary>
/// <param name="Vendor">Who made it.</param>
/// <param name="Device">Which of the vendor's it is; null where only the vendor is known.</param>
public readonly record struct PciIds(ushort Vendor, ushort? Device)
{
    /// <summary>Whether both can be of one device, as far as is known.</summary>
    public static bool MayBeOne(PciIds? one, PciIds? other) =>
        one is not { } a || other is not { } b || a.Vendor == b.Vendor && (a.Device is null || b.Device is null || a.Device == b.Device);
}
