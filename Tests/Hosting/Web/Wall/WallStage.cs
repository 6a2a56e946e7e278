using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Scanout.Hosting.Cluster;
using Scanout.Hosting.Cluster.Records;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Wall;
using Scanout.Pipeline.Frames;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Web.Wall;

/// <summary>Displays, a board and one page's feed, in virtual time.</summary>
sealed class WallStage : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A feed takes a pause of that length between two looks.</summary>
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    readonly TilePool pool = new();
    readonly Dictionary<string, WallDisplay> displays = [];
    readonly Dictionary<string, RemoteHost> others = [];
    readonly Thumbnails thumbnails = new();
    readonly CancellationTokenSource stop = new();
    readonly Task serving;
    int looks;

    public WallStage(string[] names, Func<string, bool>? mayView = null)
    {
        foreach (var name in names)
            displays[name] = new WallDisplay(RecordOf(name), new Surface(name, pool, Time));
        Board = new WallBoard(
            _ =>
            {
                Interlocked.Increment(ref looks);
                lock (displays)
                    return Task.FromResult<IReadOnlyList<WallDisplay>>([.. displays.Values]);
            },
            () =>
            {
                lock (displays)
                    return [.. others.Values];
            }, Time);
        serving = new WallFeed(Socket, Board, thumbnails, mayView ?? (_ => true), "host-1", Time).RunAsync(stop.Token);
    }

    public FakeTimeProvider Time { get; } = new();

    public PageSocket Socket { get; } = new();

    public WallBoard Board { get; }

    /// <summary>How often the displays were asked for.</summary>
    public int Looks => Volatile.Read(ref looks);

    /// <summary>What was told, as JSON.</summary>
    public JsonElement[] News => [.. Socket.Sent.Where(message => message.Type == WebSocketMessageType.Text).Select(message => JsonElement.Parse(message.Bytes))];

    /// <summary>The pictures that were sent.</summary>
    public (string Name, byte[] Jpeg)[] Pictures =>
        [.. Socket.Sent.Where(message => message.Type == WebSocketMessageType.Binary).Select(message => PageSocket.PictureOf(message.Bytes))];

    public Surface SurfaceOf(string name) => displays[name].Surface;

    public void Change(string name, Func<DisplayRecord, DisplayRecord> change)
    {
        lock (displays)
            displays[name] = displays[name] with { Record = change(displays[name].Record) };
    }

    /// <summary>Another host has these displays from now on; it goes where there are none.</summary>
    public void Neighbour(string host, HostState state, params RemoteDisplay[]? remote)
    {
        lock (displays)
            if (remote is null)
                others.Remove(host);
            else
                others[host] = new RemoteHost(host, state, state == HostState.Gone ? Time.GetUtcNow() : null, null, "1", remote);
    }

    public static RemoteDisplay Remote(string name, string state = "live", double updatesPerSecond = 5, int widthPixels = 800) => new(
        new DisplayFacts(name, "id", "vgpu", widthPixels, 600, "XR24"), new DisplayNumbers(state, updatesPerSecond, 0, false, "lively"));

    public void Remove(string name)
    {
        lock (displays)
            if (displays.Remove(name, out var gone))
                gone.Surface.Dispose();
    }

    /// <summary>Publishes a picture of one colour.</summary>
    public void Publish(string name, byte value, int widthPixels = 640, int heightPixels = 400)
    {
        var builder = new FrameBuilder(pool);
        builder.Begin(widthPixels, heightPixels, null);
        for (var i = 0; i < (widthPixels + 63) / 64 * ((heightPixels + 63) / 64); i++)
            builder.AddTile(i, 0xFFFF).Fill(value);
        SurfaceOf(name).Publish(builder.Build(new FrameOrigin(Time.GetTimestamp(), null, null)), asWriter: null);
    }

    public void Say(object message) => Socket.Say(JsonSerializer.Serialize(message));

    /// <summary>Lets time pass until it is so.</summary>
    public Task UntilAsync(Func<bool> condition) => Wait.UntilAsync(
        () =>
        {
            Time.Advance(Step);
            return condition();
        },
        Patience, () => $"{News.Length} messages, {Pictures.Length} pictures");

    /// <summary>Lets the feed look at everything a few times: it is told of a change of another display, which it tells in its turn.</summary>
    public async Task SettleAsync(string other)
    {
        for (var round = 0; round < 2; round++)
        {
            var told = News.Length;
            Change(other, record => record with { Viewers = record.Viewers + 1 });
            await UntilAsync(() => News.Length > told);
        }
    }

    /// <summary>Asks to be told of the other hosts, once they are known.</summary>
    public async Task AskOfHostsAsync()
    {
        await UntilAsync(() => Board.State?.Hosts.Count == others.Count);
        Say(new { hosts = true });
    }

    /// <summary>The message of that number that tells of other hosts, a line for each display: its host, and what is told of it.</summary>
    public async Task<string[]> HostsToldAsync(int number)
    {
        await UntilAsync(() => News.Count(message => message.TryGetProperty("hosts", out _)) > number);
        var hosts = News.Where(message => message.TryGetProperty("hosts", out _)).ElementAt(number).GetProperty("hosts").EnumerateArray();
        return
        [
            .. from host in hosts
               from line in host.GetProperty("displays").EnumerateArray().Select(display => string.Join(
                       ' ', ((string[])["name", "device", "width", "state"]).Select(name => display.TryGetProperty(name, out var value) ? $"{value}" : "")))
                   .Concat(host.TryGetProperty("gone", out var gone) ? gone.EnumerateArray().Select(name => $"{name} gone") : [])
               select $"{host.GetProperty("host")} {line}",
        ];
    }

    public Task EndAsync() => serving.WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        Socket.Leave();
        await stop.CancelAsync();
        await EndAsync();
        stop.Dispose();
        thumbnails.Dispose();
        foreach (var display in displays.Values)
        {
            Assert.Null(display.Surface.Demand);
            display.Surface.Dispose();
        }
        Assert.Equal(0, pool.TilesOut);
    }

    static DisplayRecord RecordOf(string name) =>
        new(name, "", "live", null, "demo", 640, 400, "XR24", 1, 2, 0, null, null, Recording: false);
}
