using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Regions;

/// <summary>
/// Watches a directory in which a file <c>NAME.region</c> is a display called NAME. It lists the directory four times a second: that
/// needs no event queue that can overflow, works before the directory exists and after it was replaced, and costs a few microseconds.
/// </summary>
public sealed class RegionDirectory : IDisposable
{
    const string Ending = ".region";

    /// <summary>A region is noticed within this time.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        MatchCasing = MatchCasing.CaseSensitive,
        IgnoreInaccessible = false,
    };

    readonly string path;
    readonly Action<RegionDirectoryChange> onChange;
    readonly ITimer timer;
    readonly Lock gate = new();
    readonly Dictionary<string, FileIdentity> known = new(StringComparer.Ordinal);
    bool isUnreadable;
    bool isDisposed;

    /// <param name="path">Of the directory, which need not exist yet.</param>
    /// <param name="time">Whose timer polls.</param>
    /// <param name="onChange">
    /// Called on the thread of <see cref="Start"/> and on timer threads, one call at a time and none after <see cref="Dispose"/>; it
    /// must not throw.
    /// </param>
    public RegionDirectory(string path, TimeProvider time, Action<RegionDirectoryChange> onChange)
    {
        (this.path, this.onChange) = (Path.GetFullPath(path), onChange);
        timer = time.CreateTimer(_ => Poll(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Tells what is there now, and from then on what changes.</summary>
    public void Start() => Poll();

    public void Dispose()
    {
        lock (gate)
            isDisposed = true;
        timer.Dispose();
    }

    void Poll()
    {
        lock (gate)
        {
            if (isDisposed)
                return;
            if (TryList(out var found))
                Tell(found);
            // The next poll is counted from the end of this one: polls of a slow file system do not pile up.
            if (!isDisposed)
                timer.Change(Period, Timeout.InfiniteTimeSpan);
        }
    }

    bool TryList(out SortedDictionary<string, FileIdentity> found)
    {
        found = new(StringComparer.Ordinal);
        try
        {
            foreach (var file in Directory.EnumerateFileSystemEntries(path, "*" + Ending, Everything))
                if (NameOf(file) is { } name && FileIdentity.OfRegularFile(file) is { } identity)
                    found[name] = identity;
            isUnreadable = false;
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            // What was in a directory that is gone is gone too.
            found.Clear();
            TellUnreadable($"the directory of regions {path} does not exist");
            return true;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            TellUnreadable($"the directory of regions can't be read: {unreadable.Message}");
            return false;
        }
    }

    void Tell(SortedDictionary<string, FileIdentity> found)
    {
        var vanished = known.Where(entry => !found.TryGetValue(entry.Key, out var now) || now != entry.Value).Select(entry => entry.Key);
        foreach (var name in vanished.Order(StringComparer.Ordinal).ToArray())
        {
            known.Remove(name);
            onChange(new RegionDirectoryChange.Vanished(name));
        }
        foreach (var (name, identity) in found)
            if (known.TryAdd(name, identity))
                onChange(new RegionDirectoryChange.Appeared(name, Path.Combine(path, name + Ending)));
    }

    void TellUnreadable(string reason)
    {
        if (isUnreadable)
            return;
        isUnreadable = true;
        onChange(new RegionDirectoryChange.Unreadable(reason));
    }

    /// <summary>
    /// The display's name, or null where the file is hidden, as one that is still being written is, or its name is no name.
    /// </summary>
    static string? NameOf(string file)
    {
        var name = Path.GetFileName(file)[..^Ending.Length];
        return DisplayName.IsValid(name) ? name : null;
    }
}
