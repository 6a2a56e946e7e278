using Scanout.Hosting.Configuration;
using Scanout.Hosting.Playbacks;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Replay;
using Scanout.Pipeline.Recordings;

namespace Scanout.Hosting.Web.Past;

/// <summary>
/// The displays' recordings that are looked at. Each is kept open for a while after it was used, as who scrubs asks ten times a second; no
/// more are open than a few, and who comes then waits. Any thread may ask.
/// </summary>
sealed class PastShelf : IDisposable
{
    public const int MaxOpen = 12;

    /// <summary>How long one that nobody looks at stays open.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How old what is known of a recording that goes on may be.</summary>
    static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(200);

    readonly SemaphoreSlim room = new(MaxOpen);
    readonly Lock gate = new();
    readonly List<(PastReader Reader, long Since)> idle = [];
    readonly string root;
    readonly string? keyFile;
    readonly TimeProvider timeProvider;
    readonly ITimer sweep;
    int inUse;

    public PastShelf(ScanoutSettings settings, TimeProvider timeProvider) :
        this(settings.Recording.Directory, settings.Recording.KeyFile, timeProvider)
    {
    }

    /// <param name="root">All displays' directory; empty where nothing is recorded.</param>
    /// <param name="keyFile">What the recordings are sealed with; null where they are not.</param>
    /// <param name="timeProvider">The clock.</param>
    internal PastShelf(string root, string? keyFile, TimeProvider timeProvider)
    {
        (this.root, this.keyFile, this.timeProvider) = (root.Length == 0 ? "" : Path.GetFullPath(root), keyFile, timeProvider);
        sweep = timeProvider.CreateTimer(_ => Sweep(), null, Patience / 3, Patience / 3);
    }

    /// <summary>How many are open now.</summary>
    internal int Open
    {
        get
        {
            lock (gate)
                return inUse + idle.Count;
        }
    }

    /// <summary>What recordings are sealed with; null where they are not.</summary>
    public string? KeyFile => keyFile;

    /// <summary>Where a display's recordings are.</summary>
    /// <exception cref="PlaybackRefusedException">There are none.</exception>
    public string DirectoryOf(string display)
    {
        // A name that is valid is no path: it has no slash, and does not begin with a dot.
        var directory = root.Length > 0 && DisplayName.IsValid(display) ? Path.Combine(root, display) : null;
        return directory is not null && Directory.Exists(directory) ? directory : throw Nothing();
    }

    /// <summary>Looks at a display's recording, on a thread of the pool.</summary>
    /// <exception cref="PlaybackRefusedException">It has none, or it can't be read.</exception>
    public async Task<T> UseAsync<T>(string display, Func<PastReader, T> use, CancellationToken cancellationToken)
    {
        var directory = DirectoryOf(display);
        await room.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Use(directory, use), cancellationToken);
        }
        finally
        {
            room.Release();
        }
    }

    /// <summary>What reading a recording threw, without where on this host it is.</summary>
    public static PlaybackRefusedException Unreadable(Exception failure, string directory) =>
        new(failure.Message.Replace($"{directory}/", "", StringComparison.Ordinal).Replace(directory, "it", StringComparison.Ordinal), failure)
        {
            Status = failure is RecordingException ? StatusCodes.Status404NotFound : StatusCodes.Status503ServiceUnavailable,
        };

    public void Dispose()
    {
        sweep.Dispose();
        lock (gate)
        {
            foreach (var (reader, _) in idle)
                reader.Dispose();
            idle.Clear();
        }
        room.Dispose();
    }

    T Use<T>(string directory, Func<PastReader, T> use)
    {
        PastReader? reader = null;
        lock (gate)
            inUse++;
        try
        {
            reader = Take(directory);
            var answer = use(reader);
            Keep(reader);
            reader = null;
            return answer;
        }
        catch (PlaybackRefusedException)
        {
            Keep(reader);
            reader = null;
            throw;
        }
        catch (Exception failure) when (Playback.IsUnreadable(failure))
        {
            throw Unreadable(failure, directory);
        }
        finally
        {
            reader?.Dispose();
            lock (gate)
                inUse--;
        }
    }

    PastReader Take(string directory)
    {
        PastReader? reader = null;
        lock (gate)
        {
            var at = idle.FindLastIndex(kept => kept.Reader.Directory == directory);
            // What is longest unused goes, where there are too many.
            if (at < 0 && idle.Count > 0 && inUse + idle.Count > MaxOpen)
            {
                idle[0].Reader.Dispose();
                idle.RemoveAt(0);
            }
            if (at >= 0)
            {
                reader = idle[at].Reader;
                idle.RemoveAt(at);
            }
        }
        if (reader is not null && timeProvider.GetElapsedTime(reader.RefreshedAt) >= Freshness)
            reader = Refreshed(reader);
        return reader ?? new PastReader(directory, keyFile) { RefreshedAt = timeProvider.GetTimestamp() };
    }

    PastReader? Refreshed(PastReader reader)
    {
        var isGood = false;
        try
        {
            isGood = reader.TryRefresh();
            reader.RefreshedAt = timeProvider.GetTimestamp();
        }
        finally
        {
            if (!isGood)
                reader.Dispose();
        }
        return isGood ? reader : null;
    }

    void Keep(PastReader? reader)
    {
        if (reader is null)
            return;
        lock (gate)
            idle.Add((reader, timeProvider.GetTimestamp()));
    }

    void Sweep()
    {
        lock (gate)
            idle.RemoveAll(kept =>
            {
                if (timeProvider.GetElapsedTime(kept.Since) < Patience)
                    return false;
                kept.Reader.Dispose();
                return true;
            });
    }

    static PlaybackRefusedException Nothing() =>
        new("nothing has been recorded of a display of that name") { Status = StatusCodes.Status404NotFound };
}
