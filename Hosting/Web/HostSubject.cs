using System.Security.Cryptography.X509Certificates;

namespace Scanout.Hosting.Web;

/// <summary>
/// A certificate's subject as spice-gtk compares it, instead of the host's name: <c>C=..,O=..,CN=..</c>, every part of it, in the
/// certificate's order, with a backslash before a comma or a backslash.
/// </summary>
static class HostSubject
{
    /// <summary>Null where it is none that can be written so: there the host's name counts.</summary>
    public static string? Of(X500DistinguishedName subject)
    {
        var parts = new List<string>();
        foreach (var name in subject.EnumerateRelativeDistinguishedNames(reversed: false))
        {
            if (name.HasMultipleElements || name.GetSingleElementValue() is not { Length: > 0 } value)
                return null;
            var escaped = value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace(",", @"\,", StringComparison.Ordinal);
            parts.Add($"{KeyOf(name.GetSingleElementType().Value!)}={escaped}");
        }
        return parts.Count == 0 ? null : string.Join(',', parts);
    }

    /// <summary>OpenSSL's names; it takes those that have none by their numbers.</summary>
    static string KeyOf(string type) => type switch
    {
        "2.5.4.3" => "CN",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "0.9.2342.19200300.100.1.25" => "DC",
        "1.2.840.113549.1.9.1" => "emailAddress",
        _ => type,
    };
}
