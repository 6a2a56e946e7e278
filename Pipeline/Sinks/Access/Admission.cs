using System.Diagnostics.CodeAnalysis;

namespace Scanout.Pipeline.Sinks.Access;

/// <summary>
/// Who is let in, whatever the protocol: the password, the users and the tokens of the service, and the slowing of those who guess. Any
/// thread may ask.
/// </summary>
/// <param name="password">Of VNC authentication; null where there is none.</param>
/// <param name="users">Null where there are none.</param>
/// <param name="timeProvider">Its clock decides what has expired.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore that nobody waits for with a handle has nothing to dispose of.")]
public sealed class Admission(VncPassword? password, UserFile? users, TimeProvider timeProvider)
{
    public const string TooManyFailures = "too many failed logins from this address: try again in a minute";

    /// <summary>A password's check costs a tenth of a second of a core: strangers get no more than half of the cores.</summary>
    readonly SemaphoreSlim hashing = new(Math.Max(1, Environment.ProcessorCount / 2));

    public bool HasPassword => password is not null;

    public bool HasUsers => users is not null;

    /// <summary>Whether nobody is asked who he is.</summary>
    public bool IsOpen => !HasPassword && !HasUsers;

    public AccessTokens Tokens { get; } = new(timeProvider);

    public LoginThrottle Throttle { get; } = new(timeProvider);

    /// <summary>Has a login checked when its address may have one checked, and remembers what came of it.</summary>
    /// <param name="address">The viewer's.</param>
    /// <param name="patience">How long it may wait for that.</param>
    /// <param name="check">Who it is; null where it is not let in.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The identity, or in a few words why there is none.</returns>
    public async Task<(ViewerIdentity? Identity, string Refusal)> AdmitAsync(
        string address, TimeSpan patience, Func<CancellationToken, Task<ViewerIdentity?>> check, CancellationToken cancellationToken)
    {
        using var turn = await Throttle.EnterAsync(address, patience, cancellationToken).ConfigureAwait(false);
        if (turn is null)
            return (null, TooManyFailures);
        var identity = await check(cancellationToken).ConfigureAwait(false);
        turn.Note(identity is not null);
        return (identity, "");
    }

    /// <summary>Whose name and password these are. A token will do as the password, whatever the name.</summary>
    public async Task<ViewerIdentity?> FindAsync(string display, string user, string secret, CancellationToken cancellationToken)
    {
        if (Tokens.Redeem(secret, display) is { } holder)
            return holder;
        if (users is null)
            return null;
        await hashing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var found = await Task.Run(() => users.Find(user, secret), cancellationToken).ConfigureAwait(false);
            return found is null ? null : new ViewerIdentity(found.Name, found.IsViewOnly, "user");
        }
        finally
        {
            hashing.Release();
        }
    }

    /// <summary>Whether this is the answer that the password makes of a challenge.</summary>
    public ViewerIdentity? FindByChallenge(ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> response) =>
        password?.Verify(challenge, response, timeProvider.GetUtcNow()) == true
            ? new ViewerIdentity("", IsViewOnly: false, "password")
            : null;
}
