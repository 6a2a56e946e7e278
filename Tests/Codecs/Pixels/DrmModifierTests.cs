using Scanout.Codecs.Pixels;

namespace Scanout.Tests.Codecs.Pixels;

public sealed class DrmModifierTests
{
    [Theory]
    [InlineData(0ul, "linear")]
    [InlineData(0x00FFFFFFFFFFFFFFul, "INVALID")]
    [InlineData(0x0100000000000001ul, "I915_FORMAT_MOD_X_TILED")]
    [InlineData(0x0100000000000002ul, "I915_FORMAT_MOD_Y_TILED")]
    [InlineData(0x0100000000000003ul, "I915_FORMAT_MOD_Yf_TILED")]
    [InlineData(0x0100000000000008ul, "I915_FORMAT_MOD_Y_TILED_GEN12_RC_CCS_CC")]
    [InlineData(0x0100000000000009ul, "I915_FORMAT_MOD_4_TILED")]
    [InlineData(0x010000000000000Cul, "I915_FORMAT_MOD_4_TILED_DG2_RC_CCS_CC")]
    [InlineData(0x0100000000000011ul, "I915_FORMAT_MOD_4_TILED_BMG_CCS")]
    [InlineData(0x0100000000000012ul, "Intel (0x0100000000000012)")]
    [InlineData(0x0100000000000000ul, "Intel (0x0100000000000000)")]
    [InlineData(0x01FFFFFFFFFFFFFFul, "Intel (0x01FFFFFFFFFFFFFF)")]
    [InlineData(0x020000001866BF04ul, "AMD (0x020000001866BF04)")]
    [InlineData(0x0300000000000001ul, "NVIDIA Tegra tiled (0x0300000000000001)")]
    [InlineData(0x0300000000606010ul, "NVIDIA block linear (0x0300000000606010)")]
    [InlineData(0x0300000000000002ul, "NVIDIA (0x0300000000000002)")]
    [InlineData(0x0C00000000000001ul, "Apple (0x0C00000000000001)")]
    [InlineData(0x0D00000000000001ul, "vendor 0x0D (0x0D00000000000001)")]
    [InlineData(0xFFFFFFFFFFFFFFFFul, "vendor 0xFF (0xFFFFFFFFFFFFFFFF)")]
    [InlineData(0x0000000000000001ul, "vendor 0x00 (0x0000000000000001)")]
    public void A_modifier_has_a_name_for_people(ulong modifier, string name) => Assert.Equal(name, DrmModifier.NameOf(modifier));

    [Theory]
    [InlineData(DrmModifier.Linear, "linear (0x0000000000000000)")]
    [InlineData(DrmModifier.IntelYf, "I915_FORMAT_MOD_Yf_TILED (0x0100000000000003)")]
    [InlineData(0x0300000000606010ul, "NVIDIA block linear (0x0300000000606010)")]
    public void It_is_described_by_name_and_number(ulong modifier, string description) =>
        Assert.Equal(description, DrmModifier.Describe(modifier));

    [Fact]
    public void What_is_read_has_one_modifier_and_nothing_else_is_read()
    {
        foreach (var tiling in Enum.GetValues<Tiling>())
            Assert.Equal(tiling, DrmModifier.TilingOf(DrmModifier.Of(tiling)));
        ulong[] others = [DrmModifier.Invalid, DrmModifier.IntelYf, DrmModifier.Intel4, 0x0300000000606010, 1, ulong.MaxValue];
        foreach (var modifier in others)
            Assert.Null(DrmModifier.TilingOf(modifier));
    }
}
