using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Scanout.Hosting.Web.Access;

/// <summary>
/// Who is signed in: the cookie has a session's key alone. Sessions are in memory and end with the service, when they have not been used, and after so long
/// however much they are used; there are so many at most, and of one user so many: who was away longest gives way. Any thread may ask.
/// </summary>
/// <param name="limit">How long one lasts at most.</param>
/// <param name="timeProvider">The clock.</param>
sealed class WebSessions(TimeSpan limit, TimeProvider timeProvider) : ITicketStore
{
    public const int MaxSessions = 1000;
    public const int MaxSessionsOfOne = 16;
    const int KeyDigits = 64;
    const string KeyItem = "key";

    readonly Lock gate = new();
    readonly Dictionary<string, Session> sessions = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (gate)
                return sessions.Count;
        }
    }

    /// <summary>The key of the session by which a request shows whose it is; null where it is none's.</summary>
    public static string? KeyOf(HttpContext http) =>
        http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.Items.TryGetValue(KeyItem, out var key) == true ? key : null;

    public Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = RandomNumberGenerator.GetHexString(KeyDigits);
        ticket.Properties.Items[KeyItem] = key;
        lock (gate)
        {
            ForgetExpired();
            MakeRoom(sessions.Where(session => session.Value.User == ticket.Principal.Identity?.Name), MaxSessionsOfOne);
            MakeRoom(sessions, MaxSessions);
            sessions[key] = new Session(ticket, timeProvider.GetUtcNow() + limit);
        }
        return Task.FromResult(key);
    }

    /// <summary>One that has ended meanwhile stays so.</summary>
    public Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        lock (gate)
            if (sessions.TryGetValue(key, out var session))
                sessions[key] = session with { Ticket = ticket };
        return Task.CompletedTask;
    }

    public Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        lock (gate)
            return Task.FromResult(sessions.GetValueOrDefault(key) is { } session && !IsOver(session) ? session.Ticket : null);
    }

    public Task RemoveAsync(string key)
    {
        lock (gate)
            sessions.Remove(key);
        return Task.CompletedTask;
    }

    /// <summary>Whether the session of that key is there; if so, it is in use.</summary>
    public bool Prolong(string key)
    {
        lock (gate)
        {
            if (!sessions.TryGetValue(key, out var session) || IsOver(session))
                return false;
            var (ticket, now) = (session.Ticket, timeProvider.GetUtcNow());
            var properties = ticket.Properties.Clone();
            (properties.ExpiresUtc, properties.IssuedUtc) = (now + (properties.ExpiresUtc - properties.IssuedUtc), now);
            sessions[key] = session with { Ticket = new AuthenticationTicket(ticket.Principal, properties, ticket.AuthenticationScheme) };
            return true;
        }
    }

    void MakeRoom(IEnumerable<KeyValuePair<string, Session>> among, int most)
    {
        var all = among.OrderBy(session => session.Value.Ticket.Properties.ExpiresUtc).ToList();
        foreach (var (key, _) in all.Take(Math.Max(0, all.Count - most + 1)))
            sessions.Remove(key);
    }

    void ForgetExpired()
    {
        foreach (var (key, session) in sessions)
            if (IsOver(session))
                sessions.Remove(key);
    }

    bool IsOver(Session session) => timeProvider.GetUtcNow() is var now && (now >= session.Ticket.Properties.ExpiresUtc || now >= session.End);

    /// <param name="Ticket">Whose it is, and until when it is good where it is not used.</param>
    /// <param name="End">When it ends however much it is used.</param>
    sealed record Session(AuthenticationTicket Ticket, DateTimeOffset End)
    {
        public string? User => Ticket.Principal.Identity?.Name;
    }
}
