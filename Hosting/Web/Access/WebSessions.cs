using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Scanout.Hosting.Web.Access;

/// <summary>
/// Who is signed in: the cookie has a session's key alone. Sessions are in memory and end with the service; there are so many at most, and of
/// one user so many: who was away longest gives way. Any thread may ask.
/// </summary>
sealed class WebSessions(TimeProvider timeProvider) : ITicketStore
{
    public const int MaxSessions = 1000;
    public const int MaxSessionsOfOne = 16;
    const int KeyDigits = 64;
    const string KeyItem = "key";

    readonly Lock gate = new();
    readonly Dictionary<string, AuthenticationTicket> sessions = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (gate)
                return sessions.Count;
        }
    }

    public Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = RandomNumberGenerator.GetHexString(KeyDigits);
        ticket.Properties.Items[KeyItem] = key;
        lock (gate)
        {
            ForgetExpired();
            MakeRoom(sessions.Where(session => UserOf(session.Value) == UserOf(ticket)), MaxSessionsOfOne);
            MakeRoom(sessions, MaxSessions);
            sessions[key] = ticket;
        }
        return Task.FromResult(key);
    }

    /// <summary>One that has ended meanwhile stays so.</summary>
    public Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        lock (gate)
            if (sessions.ContainsKey(key))
                sessions[key] = ticket;
        return Task.CompletedTask;
    }

    public Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        lock (gate)
            return Task.FromResult(sessions.GetValueOrDefault(key) is { } ticket && !IsExpired(ticket) ? ticket : null);
    }

    public Task RemoveAsync(string key)
    {
        lock (gate)
            sessions.Remove(key);
        return Task.CompletedTask;
    }

    /// <summary>Whether the session that a ticket is of is there; if so, it is in use.</summary>
    public bool Prolong(AuthenticationProperties session)
    {
        lock (gate)
        {
            if (session.Items[KeyItem] is not { } key || !sessions.TryGetValue(key, out var ticket) || IsExpired(ticket))
                return false;
            var properties = ticket.Properties.Clone();
            var now = timeProvider.GetUtcNow();
            (properties.ExpiresUtc, properties.IssuedUtc) = (now + (properties.ExpiresUtc - properties.IssuedUtc), now);
            sessions[key] = new AuthenticationTicket(ticket.Principal, properties, ticket.AuthenticationScheme);
            return true;
        }
    }

    void MakeRoom(IEnumerable<KeyValuePair<string, AuthenticationTicket>> among, int most)
    {
        var all = among.OrderBy(session => session.Value.Properties.ExpiresUtc).ToList();
        foreach (var (key, _) in all.Take(Math.Max(0, all.Count - most + 1)))
            sessions.Remove(key);
    }

    void ForgetExpired()
    {
        foreach (var (key, ticket) in sessions)
            if (IsExpired(ticket))
                sessions.Remove(key);
    }

    bool IsExpired(AuthenticationTicket ticket) => timeProvider.GetUtcNow() >= ticket.Properties.ExpiresUtc;

    static string? UserOf(AuthenticationTicket ticket) => ticket.Principal.Identity?.Name;
}
