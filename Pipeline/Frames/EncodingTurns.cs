namespace Scanout.Pipeline.Frames;

/// <summary>
/// Lets one sink at a time make encodings of a display's tiles for a profile: the others wait without a thread, and find it made. Owned by the
/// display's surface.
/// </summary>
public sealed class EncodingTurns
{
    /// <summary>Profiles that fall together wait for each other, which costs time and nothing else.</summary>
    const int Count = 8;

    readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Waits for the turn, which the caller gives back with <see cref="SemaphoreSlim.Release()"/> as soon as it has encoded.</summary>
    public async ValueTask<SemaphoreSlim> TakeAsync(object profile, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var turn = turns[(uint)profile.GetHashCode() % Count];
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return turn;
    }
}
