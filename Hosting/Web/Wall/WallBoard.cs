using System.Diagnostics.CodeAnalysis;
using Scanout.Hosting.Cluster;
using Scanout.Pipeline.Frames;

namespace Scanout.Hosting.Web.Wall;

/// <summary>
/// What all pages know of the displays together: asked for twice a second for all of them at once, and not at all while there is no page. Each
/// change has a number, so that each page is told what is newer than what it knows. Any thread may ask.
/// </summary>
/// <param name="list">This host's displays as they are now.</param>
/// <param name="others">The other hosts as they are now.</param>
/// <param name="timeProvider">The time.</param>
[SuppressMessage("Design", "CA1001", Justification = "Its watch ends with the last page.")]
sealed class WallBoard(
    Func<CancellationToken, Task<IReadOnlyList<WallDisplay>>> list, Func<IReadOnlyList<RemoteHost>> others, TimeProvider timeProvider)
{
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    readonly Lock gate = new();
    readonly List<Signal> pages = [];
    CancellationTokenSource? watch;
    Task watching = Task.CompletedTask;
    WallState? state;
    IReadOnlyDictionary<string, WallHost> hosts = new Dictionary<string, WallHost>();
    long version;

    /// <summary>The displays; null until they are known to the first page.</summary>
    public WallState? State => Volatile.Read(ref state);

    /// <summary>Wakes a page with each change from now on, until it is disposed.</summary>
    public IDisposable Open(Signal page)
    {
        lock (gate)
        {
            pages.Add(page);
            // One that broke is begun anew by the next page, and for all.
            if (watch is null || watching.IsCompleted)
            {
                watch = new CancellationTokenSource();
                watching = WatchAsync(watch.Token);
            }
        }
        return new Seat(this, page);
    }

    async Task WatchAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested)
            try
            {
                Take(await list(cancellationToken), others(), cancellationToken);
                await Task.Delay(Period, timeProvider, cancellationToken);
            }
            catch (Exception late) when (late is OperationCanceledException or AskTimeoutException)
            {
                // Nobody asks any more; or the answer was late, and the next one may not be.
            }
    }

    void Take(IReadOnlyList<WallDisplay> displays, IReadOnlyList<RemoteHost> remote, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (cancellationToken.IsCancellationRequested)
                return;
            var next = version + 1;
            var entries = displays.ToDictionary(display => display.Record.Name, display => Entry(display, next), StringComparer.Ordinal);
            hosts = remote.ToDictionary(host => host.Name, host => WallHost.Of(host, hosts.GetValueOrDefault(host.Name), next), StringComparer.Ordinal);
            var isNews = state is null || state.Entries.Count != entries.Count || state.Hosts.Count != hosts.Count
                || entries.Values.Any(entry => entry.Version == next) || hosts.Values.Any(host => host.Version == next);
            if (!isNews)
                return;
            version = next;
            Volatile.Write(ref state, new WallState(next, entries, hosts));
            foreach (var page in pages)
                page.Set();
        }
    }

    WallEntry Entry(WallDisplay display, long next) =>
        state?.Entries.GetValueOrDefault(display.Record.Name) is { } known && known.Display.Surface == display.Surface
            && known.Essence is var before && display.Essence is var essence && before == essence
                ? known
                : new WallEntry(display, display.Essence, next);

    void Close(Signal page)
    {
        lock (gate)
        {
            if (!pages.Remove(page) || pages.Count > 0)
                return;
            // What is known by then is old when the next page comes.
            watch!.Cancel();
            (watch, state, hosts) = (null, null, new Dictionary<string, WallHost>());
        }
    }

    sealed class Seat(WallBoard board, Signal page) : IDisposable
    {
        public void Dispose() => board.Close(page);
    }
}
