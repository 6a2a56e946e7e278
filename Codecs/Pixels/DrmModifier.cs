namespace Scanout.Codecs.Pixels;

/// <summary>DRM format modifiers: the vendor in the top byte, the vendor's own number below (<c>drm_fourcc.h</c>).</summary>
public static class DrmModifier
{
    public const ulong Linear = 0;

    /// <summary>No modifier: nobody says how the pixels lie.</summary>
    public const ulong Invalid = 0x00FF_FFFF_FFFF_FFFF;

    public const ulong IntelX = 0x0100_0000_0000_0001;
    public const ulong IntelY = 0x0100_0000_0000_0002;
    public const ulong IntelYf = 0x0100_0000_0000_0003;
    public const ulong Intel4 = 0x0100_0000_0000_0009;

    const int VendorShift = 56;
    const ulong NumberMask = 0x00FF_FFFF_FFFF_FFFF;
    const ulong Intel = 1;
    const ulong Nvidia = 3;
    const ulong NvidiaTegraTiled = 1;
    const ulong NvidiaBlockLinear = 0x10;

    /// <summary>Intel's names after <c>I915_FORMAT_MOD_</c>, from number 1 on.</summary>
    static readonly string[] IntelNames =
    [
        "X_TILED", "Y_TILED", "Yf_TILED", "Y_TILED_CCS", "Yf_TILED_CCS", "Y_TILED_GEN12_RC_CCS", "Y_TILED_GEN12_MC_CCS",
        "Y_TILED_GEN12_RC_CCS_CC", "4_TILED", "4_TILED_DG2_RC_CCS", "4_TILED_DG2_MC_CCS", "4_TILED_DG2_RC_CCS_CC", "4_TILED_MTL_RC_CCS",
        "4_TILED_MTL_MC_CCS", "4_TILED_MTL_RC_CCS_CC", "4_TILED_LNL_CCS", "4_TILED_BMG_CCS",
    ];

    /// <summary>Vendors from number 1 on.</summary>
    static readonly string[] Vendors =
    [
        "Intel", "AMD", "NVIDIA", "Samsung", "Qualcomm", "Vivante", "Broadcom", "Arm", "Allwinner", "Amlogic", "MediaTek", "Apple",
    ];

    /// <summary>The order of pixels that a modifier stands for, or null where Scanout does not read it.</summary>
    public static Tiling? TilingOf(ulong modifier) => modifier switch
    {
        Linear => Tiling.Linear,
        IntelX => Tiling.IntelX,
        IntelY => Tiling.IntelY,
        _ => null,
    };

    /// <summary>The modifier that stands for an order of pixels.</summary>
    public static ulong Of(Tiling tiling) => tiling switch
    {
        Tiling.IntelX => IntelX,
        Tiling.IntelY => IntelY,
        _ => Linear,
    };

    /// <summary>A modifier for people: its name, and the number where the name leaves something open.</summary>
    public static string NameOf(ulong modifier)
    {
        var (name, isWhole) = Find(modifier);
        return isWhole ? name : WithNumber(name, modifier);
    }

    /// <summary>A modifier's name and its number, whatever it is.</summary>
    public static string Describe(ulong modifier) => WithNumber(Find(modifier).Name, modifier);

    static string WithNumber(string name, ulong modifier) => $"{name} (0x{modifier:X16})";

    static (string Name, bool IsWhole) Find(ulong modifier)
    {
        var (vendor, number) = (modifier >> VendorShift, modifier & NumberMask);
        return modifier switch
        {
            Linear => ("linear", true),
            Invalid => ("INVALID", true),
            _ when vendor == Intel && number >= 1 && number <= (ulong)IntelNames.Length =>
                ($"I915_FORMAT_MOD_{IntelNames[number - 1]}", true),
            _ when vendor == Nvidia && number == NvidiaTegraTiled => ("NVIDIA Tegra tiled", false),
            _ when vendor == Nvidia && (number & NvidiaBlockLinear) != 0 => ("NVIDIA block linear", false),
            _ when vendor >= 1 && vendor <= (ulong)Vendors.Length => (Vendors[vendor - 1], false),
            _ => ($"vendor 0x{vendor:X2}", false),
        };
    }
}
