using System.Net;
using Scanout.Actors.Displays;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Hosting.Listeners;

/// <summary>
/// Opens each display's listeners when it is first seen; they stay until it is forgotten. One that can't be opened leaves the others, and
/// is tried again now and then.
/// </summary>
sealed class DisplayFront(
    DisplayEntrances entrances, AudienceDirectory audiences, TimeProvider timeProvider, ILogger<DisplayFront> logger)
    : IDisplayFront, IAsyncDisposable
{
    readonly SemaphoreSlim oneAtATime = new(1);
    readonly IReadOnlyList<DisplayEntrance> entrances = [.. entrances];
    readonly Dictionary<Surface, Dictionary<DisplayEntrance, DisplayListener>> open = [];
    readonly HashSet<(Surface, DisplayEntrance)> missing = [];
    bool isClosed;

    public async Task<DisplayAddresses> OpenAsync(Surface surface)
    {
        await oneAtATime.WaitAsync();
        try
        {
            // Connects to the display's VM now: its first viewer is to find the keyboard there.
            audiences.Of(surface.Name);
            if (isClosed)
                return DisplayAddresses.None;
            if (!open.TryGetValue(surface, out var listeners))
                open.Add(surface, listeners = []);
            foreach (var entrance in entrances.Where(entrance => !listeners.ContainsKey(entrance)))
                if (await TryOpenAsync(surface, entrance) is { } listener)
                    listeners.Add(entrance, listener);
            return new DisplayAddresses(
                AddressOf(DisplayEntrance.Vnc), AddressOf(DisplayEntrance.Spice), AddressOf(DisplayEntrance.SpiceTls),
                IsTaken: listeners.Count < entrances.Count);

            IPEndPoint? AddressOf(string name) =>
                listeners.Where(pair => pair.Key.Name == name).Select(pair => pair.Value.EndPoint).OfType<IPEndPoint>().FirstOrDefault();
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public async Task CloseAsync(Surface surface, string reason)
    {
        await oneAtATime.WaitAsync();
        try
        {
            if (isClosed)
                return;
            missing.RemoveWhere(place => place.Item1 == surface);
            if (open.Remove(surface, out var listeners))
                await CloseAsync(surface, listeners);
            // Who was let in before the port was closed goes too; who was not, is not any more.
            await audiences.ForgetAsync(surface.Name, reason);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    async Task<DisplayListener?> TryOpenAsync(Surface surface, DisplayEntrance entrance)
    {
        try
        {
            var listener = await entrance.Places.ListenAsync(surface.Name);
            missing.Remove((surface, entrance));
            Console.WriteLine($"scanout: display {surface.Name} {entrance.Name} {entrance.Places.PlaceOf(surface.Name)}");
            return new DisplayListener(listener, entrance.CreateHandler(surface), entrance.MaxConnections, timeProvider, logger);
        }
        catch (IOException failure)
        {
            if (missing.Add((surface, entrance)))
                logger.NoListener(surface.Name, entrance.Title, failure.Message);
            return null;
        }
    }

    static async Task CloseAsync(Surface surface, Dictionary<DisplayEntrance, DisplayListener> listeners)
    {
        foreach (var (entrance, listener) in listeners)
        {
            entrance.Places.Release(surface.Name);
            await listener.DisposeAsync();
        }
    }

    /// <summary>Stops accepting. The connections that are there end with their sessions.</summary>
    public async ValueTask DisposeAsync()
    {
        await oneAtATime.WaitAsync();
        isClosed = true;
        oneAtATime.Release();
        foreach (var (surface, listeners) in open)
            await CloseAsync(surface, listeners);
    }
}
