using System.Diagnostics.CodeAnalysis;

namespace Scanout.Hosting.Cluster.Records;

/// <summary>The URL at which other hosts reach a host's web: a scheme, a host and a port, and nothing else.</summary>
static class HostAddress
{
    const int MaxLength = 256;

    public static bool TryParse(string? text, [NotNullWhen(true)] out Uri? address)
    {
        address = null;
        if (text is null or { Length: > MaxLength } || !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0 || uri.UserInfo.Length > 0 || uri.PathAndQuery != "/" || uri.Fragment.Length > 0)
            return false;
        address = uri;
        return true;
    }
}
