using System.Collections.Frozen;

namespace Scanout.Pipeline.Input;

/// <summary>
/// Keys by X11's keysyms, for viewers that do not send scancodes: the US layout, as QEMU has it by default. What stands on no key of it,
/// such as letters with accents, is not here.
/// </summary>
/// <remarks>The numbers of keysyms are X11's keysymdef.h and XF86keysym.h, and Unicode's with 0x01000000 added.</remarks>
public static class KeysymTable
{
    const uint Unicode = 0x0100_0000;

    /// <summary>The four rows of keys that print something, from the number of their first: without Shift and with it.</summary>
    static readonly (byte First, string Plain, string Shifted)[] Rows =
    [
        (0x02, "1234567890-=", "!@#$%^&*()_+"),
        (0x10, "qwertyuiop[]", "QWERTYUIOP{}"),
        (0x1E, "asdfghjkl;'`", "ASDFGHJKL:\"~"),
        (0x2B, @"\zxcvbnm,./", "|ZXCVBNM<>?"),
    ];

    static readonly FrozenDictionary<uint, KeysymKey> Keys = All().ToFrozenDictionary(pair => pair.Keysym, pair => pair.Key);

    /// <summary>Every keysym that has a key.</summary>
    public static IEnumerable<uint> Keysyms => Keys.Keys;

    public static bool TryFind(uint keysym, out KeysymKey key) => Keys.TryGetValue(keysym, out key);

    static IEnumerable<(uint Keysym, KeysymKey Key)> All()
    {
        foreach (var (first, plain, shifted) in Rows)
            for (var i = 0; i < plain.Length; i++)
            {
                var number = (byte)(first + i);
                var isLetter = char.IsAsciiLetter(plain[i]);
                foreach (var shift in (bool[])[false, true])
                {
                    var character = shift ? shifted[i] : plain[i];
                    var key = new KeysymKey(number, shift, isLetter);
                    yield return (character, key);
                    yield return (Unicode + character, key);
                }
            }
        yield return (' ', new KeysymKey(0x39));
        yield return (Unicode + ' ', new KeysymKey(0x39));
        foreach (var pair in NamedKeysyms.Modifiers.Concat(NamedKeysyms.Editing).Concat(NamedKeysyms.Keypad).Concat(NamedKeysyms.Functions)
            .Concat(NamedKeysyms.Multimedia).Concat(NamedKeysyms.EastAsian))
            yield return (pair.Keysym, new KeysymKey(pair.Number));
        foreach (var (keysym, number, shift) in NamedKeysyms.WithShift)
            yield return (keysym, new KeysymKey(number, shift));
    }
}
