using System.Net;
using Scanout.Hosting.Cluster.Records;

namespace Scanout.Hosting.Cluster.Rights;

/// <summary>What one host says to another of who asks: for one request, and for a moment.</summary>
/// <param name="From">The host that says so.</param>
/// <param name="To">The host that it says it to.</param>
/// <param name="Method">The request's.</param>
/// <param name="Path">The request's, with its query, as it is sent.</param>
/// <param name="Client">The IP address and the port that it came from.</param>
/// <param name="Expires">In milliseconds since 1970.</param>
/// <param name="Nonce">No two have the same.</param>
/// <param name="Claims">What he is and may do, as pairs of a claim's type and its value.</param>
/// <param name="User">Who he is; null where nobody was asked.</param>
sealed record RightsStatement(
    string From, string To, string Method, string Path, string Client, long Expires, string Nonce, IReadOnlyList<IReadOnlyList<string>> Claims,
    string? User = null)
{
    /// <summary>The header that it goes in.</summary>
    public const string Header = "X-Scanout-Rights";

    public const int MaxClaims = 64;
    public const int NonceBytes = 16;

    public static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    /// <summary>Null where it breaks a bound.</summary>
    public static RightsStatement? Read(byte[] json) =>
        ClusterJson.Read<RightsStatement>(json) is { Claims.Count: <= MaxClaims, Nonce.Length: NonceBytes * 2 } statement
        && HostName.IsValid(statement.From) && IPEndPoint.TryParse(statement.Client, out _) && statement.Claims.All(claim => claim is [not null, not null]) ? statement : null;
}
