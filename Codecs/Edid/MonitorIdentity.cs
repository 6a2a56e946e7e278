namespace Scanout.Codecs.Edid;

/// <summary>What our monitor says that it is. The serial number is always 0, which is none.</summary>
static class MonitorIdentity
{
    public const ushort Product = 1;
    public const int ModelYear = 2025;

    /// <summary>Instead of the week of manufacture: the year is the model's.</summary>
    public const byte NoWeek = 0xFF;

    /// <summary>No PNP id is registered for Scanout; nobody has this one.</summary>
    public static ReadOnlySpan<byte> Manufacturer => "SCU"u8;

    public static ReadOnlySpan<byte> Name => "Scanout"u8;
}
