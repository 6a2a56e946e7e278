using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Scanout.Pipeline.Sinks.Access;

/// <summary>
/// Tokens that let one viewer in to one display, once, until they expire. They are 192 random bits; what is kept of one is its SHA-256, in
/// memory alone, and there are so many at most, and of one holder so many. Any thread may ask.
/// </summary>
public sealed class AccessTokens(TimeProvider timeProvider)
{
    public const int MaxOutstanding = 1000;
    public const int MaxOutstandingOfOne = 50;
    const int TokenBytes = 24;

    readonly Lock gate = new();
    readonly Dictionary<string, Grant> grants = new(StringComparer.Ordinal);

    /// <summary>Makes one; null where too many have not been used yet.</summary>
    /// <param name="display">The display that it is for.</param>
    /// <param name="isViewOnly">Whether its holder may watch alone.</param>
    /// <param name="expires">Until when it is good; null for as long as the service runs.</param>
    /// <param name="user">Whose it is; empty where it is nobody's in particular.</param>
    /// <param name="isStillGood">Whether it would still be given; asked once more when it is shown, and while who showed it is here.</param>
    /// <param name="holder">Whose it counts as; where it is nobody's in particular, there may be as many as there is room for.</param>
    public string? TryCreate(
        string display, bool isViewOnly, DateTimeOffset? expires, string user = "", Func<bool>? isStillGood = null, string holder = "")
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        lock (gate)
        {
            ForgetExpired();
            if (grants.Count >= MaxOutstanding || (holder.Length > 0 && grants.Values.Count(grant => grant.Holder == holder) >= MaxOutstandingOfOne))
                return null;
            var identity = new ViewerIdentity(user, isViewOnly, "token");
            grants.Add(KeyOf(token), new Grant(display, isStillGood is null ? identity : identity with { IsStillGood = isStillGood }, expires, holder));
            return token;
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
            return grant.Identity.IsStillGood() ? grant.Identity : null;
        }
    }

    /// <summary>The display that a token is for; null where it is none, or has been used, or has expired. It is not used by this.</summary>
    public string? DisplayOf(string token)
    {
        var key = KeyOf(token);
        lock (gate)
        {
            ForgetExpired();
            return grants.GetValueOrDefault(key)?.Display;
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

    sealed record Grant(string Display, ViewerIdentity Identity, DateTimeOffset? Expires, string Holder);
}
