using System.Text;

namespace Scanout.Hosting.Web.Viewers;

/// <summary>
/// A file that remote-viewer opens (remote-viewer(1), "CONNECTION FILE"): one group of GLib's key files. No value can be more than a line.
/// </summary>
sealed class ViewerFile
{
    public const string ContentType = "application/x-virt-viewer";

    readonly StringBuilder text = new("[virt-viewer]\n");

    /// <summary>Adds a key; nothing where there is no value.</summary>
    public ViewerFile With(string key, string? value)
    {
        if (value is not null)
            text.Append(key).Append('=').Append(Escape(value)).Append('\n');
        return this;
    }

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(text.ToString());

    /// <summary>A display's name as far as it is one for a file, on whatever system the viewer runs.</summary>
    public static string NameFor(string display)
    {
        var name = string.Concat(display.Select(character => IsFit(character) ? character : '_'));
        return $"{(name.StartsWith('.') ? "_" : "")}{name}.vv";

        static bool IsFit(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '.';
    }

    static string Escape(string value)
    {
        var escaped = value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)
            .Replace("\r", @"\r", StringComparison.Ordinal).Replace("\t", @"\t", StringComparison.Ordinal);
        return escaped.StartsWith(' ') ? $@"\s{escaped[1..]}" : escaped;
    }
}
