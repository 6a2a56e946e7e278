using System.Text;

namespace Scanout.Pipeline.Devices;

/// <summary>
/// What a display may be called: names come from files, from VMs and from other programs, and go into logs, addresses and file names.
/// </summary>
public static class DisplayName
{
    public const int MaxBytes = 255;

    /// <summary>Whether it is a name: it could be a file's, is not hidden, and is well-formed UTF-8 without control characters.</summary>
    public static bool IsValid(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name[0] == '.')
            return false;
        var bytes = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            // What is no character, half a pair of surrogates say, is enumerated as the replacement character.
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar || rune.Value == '/')
                return false;
            bytes += rune.Utf8SequenceLength;
        }
        return bytes <= MaxBytes;
    }
}
