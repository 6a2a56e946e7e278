namespace Scanout.Pipeline.Input;

/// <summary>The key of a US keyboard that a keysym stands on.</summary>
/// <param name="Number">As <see cref="KeyNumber"/> counts.</param>
/// <param name="Shift">Whether it must be with Shift, must be without, or is the same key with either (null).</param>
/// <param name="IsLetter">Caps Lock is as good as Shift.</param>
public readonly record struct KeysymKey(byte Number, bool? Shift = null, bool IsLetter = false);
