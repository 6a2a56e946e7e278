using System.Collections.Concurrent;
using Scanout.Actors.Displays;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Replay;
using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Sinks;

namespace Scanout.Hosting.Playbacks;

/// <summary>
/// The recordings that are played as displays: plugs them, knows them by name, and has those forgotten that nobody has watched or controlled for a
/// while. Any thread may ask.
/// </summary>
sealed class PlaybackDirectory : IAsyncDisposable
{
    public const int MaxPlaybacks = 16;

    /// <summary>How long one that nobody watches or controls is kept.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(30);

    readonly ConcurrentDictionary<string, PlayedRecording> playbacks = new(StringComparer.Ordinal);
    readonly SemaphoreSlim oneAtATime = new(1);
    readonly DisplaysRef displays;
    readonly ViewerCounts viewers;
    readonly IRecordingOpener opener;
    readonly TimeProvider timeProvider;
    readonly ITimer sweep;

    public PlaybackDirectory(DisplaysRef displays, ViewerCounts viewers, IRecordingOpener opener, TimeProvider timeProvider)
    {
        (this.displays, this.viewers, this.opener, this.timeProvider) = (displays, viewers, opener, timeProvider);
        sweep = timeProvider.CreateTimer(_ => _ = SweepAsync(), null, SweepPeriod, SweepPeriod);
    }

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<PlayedRecording> All => [.. playbacks.Values.OrderBy(played => played.Name, StringComparer.Ordinal)];

    /// <summary>The one of that name, which counts as used by that; null where there is none.</summary>
    public PlayedRecording? Find(string name)
    {
        if (!playbacks.TryGetValue(name, out var played))
            return null;
        played.LastUse = timeProvider.GetTimestamp();
        return played;
    }

    /// <summary>The display whose past that one shows; null where it shows no display's.</summary>
    public string? PastOf(string name) => playbacks.TryGetValue(name, out var played) && !played.IsLasting ? played.Source : null;

    /// <summary>Plays a recording under a name that no display has, for as long as the service runs.</summary>
    public Task<PlayedRecording> PlayAsync(string name, string path, string? keyFile, Action<Playback> begin, CancellationToken cancellationToken) =>
        PlugAsync(() => Task.FromResult(name), path, path, keyFile, begin, isLasting: true, cancellationToken);

    /// <summary>Plays a display's past as another display, <c>NAME@past</c> or <c>NAME@past-2</c> and so on.</summary>
    /// <param name="display">The display that was recorded.</param>
    /// <param name="path">The directory of its recordings.</param>
    /// <param name="keyFile">What they are sealed with; null where they are not.</param>
    /// <param name="begin">Sets where it begins.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PlaybackRefusedException">It can't be played, or too much is played already.</exception>
    public Task<PlayedRecording> PlayPastAsync(
        string display, string path, string? keyFile, Action<Playback> begin, CancellationToken cancellationToken) =>
        PlugAsync(() => FreeNameAsync(display, cancellationToken), display, path, keyFile, begin, isLasting: false, cancellationToken);

    /// <summary>Ends a playback: its display is forgotten. False where there is none of that name.</summary>
    public async Task<bool> RemoveAsync(string name, string reason, CancellationToken cancellationToken)
    {
        await oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (!playbacks.ContainsKey(name))
                return false;
            await displays.ForgetAsync(name, reason, cancellationToken);
            return playbacks.TryRemove(name, out _);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public ValueTask DisposeAsync() => sweep.DisposeAsync();

    async Task<PlayedRecording> PlugAsync(
        Func<Task<string>> findName, string source, string path, string? keyFile, Action<Playback> begin, bool isLasting,
        CancellationToken cancellationToken)
    {
        await oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (playbacks.Count >= MaxPlaybacks)
                throw new PlaybackRefusedException($"{MaxPlaybacks} recordings are played already") { Status = StatusCodes.Status429TooManyRequests };
            var name = await findName();
            var playback = Begin(path, keyFile, begin);
            var played = playbacks[name] = new PlayedRecording(name, source, playback, isLasting, timeProvider.GetTimestamp());
            displays.Actor.Tell(new PlugDisplay(name, new ReplaySource(() => opener.Open(path, keyFile), playback, path, timeProvider)));
            return played;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    Playback Begin(string path, string? keyFile, Action<Playback> begin)
    {
        try
        {
            using var pictures = opener.Open(path, keyFile);
            var playback = new Playback(timeProvider, pictures);
            playback.WhileOpen(pictures, begin);
            // What has no picture at all, for want of the key say, is told at once.
            return pictures.Seek(playback.Position) || pictures.Next()
                ? playback : throw new RecordingException((pictures as RecordingTimeline)?.Fault ?? $"{path} has no picture");
        }
        catch (Exception failure) when (Playback.IsUnreadable(failure))
        {
            throw new PlaybackRefusedException(failure.Message, failure) { Status = StatusCodes.Status404NotFound };
        }
    }

    async Task<string> FreeNameAsync(string display, CancellationToken cancellationToken)
    {
        for (var number = 1; ; number++)
        {
            var name = number == 1 ? $"{display}@past" : $"{display}@past-{number}";
            if (!DisplayName.IsValid(name))
                throw new PlaybackRefusedException("the display's name is too long for another one beside it");
            if (!playbacks.ContainsKey(name) && await displays.FindAsync(name, cancellationToken) is null)
                return name;
        }
    }

    async Task SweepAsync()
    {
        foreach (var played in playbacks.Values.Where(played => !played.IsLasting))
        {
            if (viewers.Of(played.Name) > 0)
                played.LastUse = timeProvider.GetTimestamp();
            else if (timeProvider.GetElapsedTime(played.LastUse) >= Patience)
                await RemoveAsync(played.Name, "nobody has watched it for a while", CancellationToken.None);
        }
    }
}
