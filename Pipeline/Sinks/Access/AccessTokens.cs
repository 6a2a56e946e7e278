using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Scanout.Pipeline.Sinks.Access;

/// <summary>
/// Tokens that let one viewer in to one display, once, until they expire. They are 192 random bits; what is kept of one is its SHA-256, in
/// memory alone, and there are so many at most. Any thread may ask.
/// </summary>
public sealed class AccessTokens(TimeProvider timeProvider)
{
    public const int MaxOutstanding = 1000;
    const int TokenBytes = 24;

    readonly Lock gate = new();
    readonly Dictionary<string, Grant> grants = new(StringComparer.Ordinal);

    /// <summary>Makes one; null where too many have not been used yet.</summary>
    /// <param name="display">The display that it is for.</param>
    /// <param name="isViewOnly">Whether its holder may watch alone.</param>
    /// <param name="expires">Until when it is good; null for as long as the service runs.</param>
    /// <param name="user">Whose it is; empty where it is nobody's in particular.</param>
    /// <param name="isStillGood">Whether it would still be given; asked once more when it is shown.</param>
    public string? TryCreate(string display, bool isViewOnly, DateTimeOffset? expires, string user = "", Func<bool>? isStillGood = null)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        lock (gate)
        {
            ForgetExpired();
            return grants.Count < MaxOutstanding && grants.TryAdd(KeyOf(token), new Grant(display, isViewOnly, expires, user, isStillGood)) ? token : null;
        }
    }

    /// <summary>
    /// Takes a token in exchange for its holder's identity; null where it is none, or is another display's, or has been used, or has
    /// expired.
    /// </summary>
    public ViewerIdentity? Redeem(string token, string display)
    {
        var key = KeyOf(token);
        lock (gate)
        {
            ForgetExpired();
            if (!grants.TryGetValue(key, out var grant) || grant.Display != display)
                return null;
            grants.Remove(key);
            return grant.IsStillGood?.Invoke() == false ? null : new ViewerIdentity(grant.User, grant.IsViewOnly, "token");
        }
    }

    /// <summary>Whether a viewer of the display may have one to show.</summary>
    public bool HasAnyFor(string display)
    {
        lock (gate)
        {
            ForgetExpired();
            return grants.Values.Any(grant => grant.Display == display);
        }
    }

    void ForgetExpired()
    {
        var now = timeProvider.GetUtcNow();
        foreach (var (key, grant) in grants)
            if (now >= grant.Expires)
                grants.Remove(key);
    }

    /// <summary>A search for a hash tells who measures it nothing of the token.</summary>
    static string KeyOf(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    sealed record Grant(string Display, bool IsViewOnly, DateTimeOffset? Expires, string User, Func<bool>? IsStillGood);
}
