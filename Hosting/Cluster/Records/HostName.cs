using System.Text.RegularExpressions;

namespace Scanout.Hosting.Cluster.Records;

/// <summary>A host's name in the cluster: it is part of paths, of keys in Redis and of labels.</summary>
static partial class HostName
{
    public const string Rule = "1 to 64 letters, digits, '.', '_' and '-', with a letter or a digit at both ends";

    public static bool IsValid(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9])?\z")]
    private static partial Regex Pattern();
}
