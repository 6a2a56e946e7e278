namespace Scanout.Pipeline.Sinks.Access;

/// <summary>
/// Who is let in by one protocol: its password, its users, and the tokens of the service; and the slowing of those who guess. Any thread
/// may ask.
/// </summary>
/// <param name="password">Null where there is none.</param>
/// <param name="users">Null where there are none.</param>
/// <param name="tokens">Of all protocols: a token is for a display.</param>
/// <param name="throttle">Of all protocols: an address that is slowed by one is slowed by all.</param>
/// <param name="timeProvider">Its clock decides whether the password has expired.</param>
/// <param name="identify">What a user may do with a display, null where he may not even see it; where none is given, what his entry says.</param>
public sealed class Admission(
    LoginPassword? password, UserFile? users, AccessTokens tokens, LoginThrottle throttle, TimeProvider timeProvider,
    Func<UserEntry, string, ViewerIdentity?>? identify = null)
{
    public const string TooManyFailures = "too many failed logins from this address: try again in a minute";

    /// <summary>
    /// A user's password costs a tenth of a second of a core to check: strangers get no more than half of the cores, by all protocols
    /// together.
    /// </summary>
    static readonly SemaphoreSlim Hashing = new(Math.Max(1, Environment.ProcessorCount / 2));

    public bool HasPassword => password is not null;

    public bool HasUsers => users is not null;

    /// <summary>Whether nobody is asked who he is.</summary>
    public bool IsOpen => !HasPassword && !HasUsers;

    public AccessTokens Tokens => tokens;

    /// <summary>Has a login checked when its address may have one checked, and remembers what came of it.</summary>
    /// <param name="address">The viewer's.</param>
    /// <param name="patience">How long it may wait for that.</param>
    /// <param name="check">Who it is; null where it is not let in.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The identity, or in a few words why there is none.</returns>
    public async Task<(ViewerIdentity? Identity, string Refusal)> AdmitAsync(
        string address, TimeSpan patience, Func<CancellationToken, Task<ViewerIdentity?>> check, CancellationToken cancellationToken)
    {
        using var turn = await throttle.EnterAsync(address, patience, cancellationToken).ConfigureAwait(false);
        if (turn is null)
            return (null, TooManyFailures);
        var identity = await check(cancellationToken).ConfigureAwait(false);
        turn.Note(identity is not null);
        return (identity, "");
    }

    /// <summary>Whose name and password these are. A token will do as the password, whatever the name.</summary>
    public async Task<ViewerIdentity?> FindAsync(string display, string user, string secret, CancellationToken cancellationToken) =>
        tokens.Redeem(secret, display) ?? await FindViewerAsync(display, user, secret, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Whose ticket it is, where a protocol has a password and no name (SPICE): a token, the password, or a user's <c>NAME:PASSWORD</c>. A
    /// name has no colon.
    /// </summary>
    public async Task<ViewerIdentity?> FindByTicketAsync(string display, string ticket, CancellationToken cancellationToken)
    {
        if (tokens.Redeem(ticket, display) is { } holder)
            return holder;
        if (password?.Verify(ticket, timeProvider.GetUtcNow()) == true)
            return OfPassword;
        return ticket.Split(':', 2) is [var user, var secret]
            ? await FindViewerAsync(display, user, secret, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>The user whose name and password these are, whatever he may see; null where there is none.</summary>
    public async Task<UserEntry?> FindUserAsync(string user, string secret, CancellationToken cancellationToken)
    {
        if (users is null)
            return null;
        await Hashing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => users.Find(user, secret), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Hashing.Release();
        }
    }

    /// <summary>Who a user is to the displays that he may control, as his entry says.</summary>
    public static ViewerIdentity IdentityOf(UserEntry user) => new(user.Name, user.IsViewOnly, "user");

    /// <summary>Whether this is the answer that the password makes of a challenge.</summary>
    public ViewerIdentity? FindByChallenge(ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> response) =>
        password?.Verify(challenge, response, timeProvider.GetUtcNow()) == true ? OfPassword : null;

    static ViewerIdentity OfPassword => new("", IsViewOnly: false, "password");

    async Task<ViewerIdentity?> FindViewerAsync(string display, string user, string secret, CancellationToken cancellationToken)
    {
        if (await FindUserAsync(user, secret, cancellationToken).ConfigureAwait(false) is not { } found)
            return null;
        var identity = identify is null ? IdentityOf(found) : identify(found, display);
        return identity is null ? null : identity with { IsStillGood = () => users!.IsStill(found) && identity.IsStillGood() };
    }
}
