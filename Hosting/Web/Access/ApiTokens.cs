using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Scanout.Hosting.Web.Access;

/// <summary>
/// The API tokens: 256 random bits each, of which the SHA-256 is kept, in memory alone, so that a token ends with the service at the latest. There are so
/// many at most. Any thread may ask.
/// </summary>
sealed class ApiTokens(TimeProvider timeProvider)
{
    public const int MaxTokens = 1000;
    public const int MaxTokensOfOne = 50;
    const int TokenBytes = 32;

    readonly Lock gate = new();
    readonly Dictionary<string, ApiToken> tokens = new(StringComparer.Ordinal);

    /// <summary>Makes one; null where there are too many already.</summary>
    public (ApiToken Token, string Secret)? TryCreate(string name, WebIdentity owner, WebIdentity holder, DateTimeOffset expires)
    {
        var secret = $"scanout_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes))}";
        var token = new ApiToken(RandomNumberGenerator.GetHexString(16, lowercase: true), name, owner, holder, timeProvider.GetUtcNow(), expires);
        lock (gate)
        {
            ForgetExpired();
            if (tokens.Count >= MaxTokens || tokens.Values.Count(other => other.IsOf(owner)) >= MaxTokensOfOne)
                return null;
            tokens.Add(KeyOf(secret), token);
            return (token, secret);
        }
    }

    /// <summary>The token that this is the secret of; null where it is none's, or has been revoked, or has expired.</summary>
    public ApiToken? Find(string secret)
    {
        var key = KeyOf(secret);
        lock (gate)
            return tokens.TryGetValue(key, out var token) && timeProvider.GetUtcNow() < token.Expires ? token : null;
    }

    /// <summary>All that are good, the oldest first.</summary>
    public IReadOnlyList<ApiToken> All
    {
        get
        {
            lock (gate)
            {
                ForgetExpired();
                return [.. tokens.Values.OrderBy(token => token.Created)];
            }
        }
    }

    public void Revoke(string id)
    {
        lock (gate)
            foreach (var (key, token) in tokens)
                if (token.Id == id)
                    tokens.Remove(key);
    }

    void ForgetExpired()
    {
        var now = timeProvider.GetUtcNow();
        foreach (var (key, token) in tokens)
            if (now >= token.Expires)
                tokens.Remove(key);
    }

    /// <summary>A search for a hash tells who measures it nothing of the token.</summary>
    static string KeyOf(string secret) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
