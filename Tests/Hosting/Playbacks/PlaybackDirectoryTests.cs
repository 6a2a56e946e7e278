using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Scanout.Actors.Displays;
using Scanout.Hosting;
using Scanout.Hosting.Playbacks;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Recordings;
using Scanout.Pipeline.Sinks;
using Scanout.Tests.Pipeline.Devices.Replay;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Playbacks;

public sealed class PlaybackDirectoryTests : TestKit, IRecordingOpener
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    readonly FakeTimeProvider time = new();
    readonly ViewerCounts viewers = new();
    readonly List<MadeUpPictures> opened = [];
    readonly CaptureThreads threads = new(CaptureSettings.Default, 1, TimeProvider.System);
    readonly DisplaysRef displays;
    readonly PlaybackDirectory playbacks;

    public PlaybackDirectoryTests()
    {
        var pool = new TilePool();
        Func<string, Surface> createSurface = name => new Surface(name, pool, TimeProvider.System);
        IDisplayFront front = new NoPorts();
        displays = new DisplaysRef(Sys.ActorOf(Props.Create(() => new DisplaysActor(createSurface, front, threads, NullLogger.Instance))), TimeProvider.System);
        playbacks = new PlaybackDirectory(displays, viewers, this, time);
    }

    [Fact]
    public async Task A_past_that_is_played_is_a_display_beside_the_one_that_it_is_of()
    {
        var first = await PlayPastAsync("vm");
        var second = await PlayPastAsync("vm");
        Assert.Equal(("vm@past", "vm@past-2"), (first.Name, second.Name));
        Assert.Equal(("vm", TimeSpan.FromSeconds(40)), (first.Source, first.Playback.Position));
        Assert.Equal(["vm@past", "vm@past-2"], playbacks.All.Select(played => played.Name));
        await WaitForPictureAsync("vm@past");
        Assert.True(await playbacks.RemoveAsync("vm@past", "it was enough", CancellationToken.None));
        Assert.Null(await displays.FindAsync("vm@past", CancellationToken.None));
        Assert.False(await playbacks.RemoveAsync("vm@past", "it was enough", CancellationToken.None));
        Assert.Equal("vm@past", (await PlayPastAsync("vm")).Name);
    }

    [Fact]
    public async Task What_nobody_watches_or_controls_is_forgotten_after_a_while()
    {
        await PlayPastAsync("idle");
        await PlayPastAsync("watched");
        await PlayPastAsync("controlled");
        await playbacks.PlayAsync("lasting", "lasting", null, _ => { }, CancellationToken.None);
        viewers.Add("watched@past", "vnc");
        time.Advance(PlaybackDirectory.Patience / 2);
        Assert.NotNull(playbacks.Find("controlled@past"));
        time.Advance(PlaybackDirectory.Patience / 2);
        await Wait.UntilAsync(
            () => playbacks.All.Count == 3, Soon, () => string.Join(' ', playbacks.All.Select(played => played.Name)));
        Assert.Null(await displays.FindAsync("idle@past", CancellationToken.None));
        viewers.Remove("watched@past", "vnc");
        time.Advance(PlaybackDirectory.Patience);
        await Wait.UntilAsync(() => playbacks.All.Count == 1, Soon, () => "they were kept");
        Assert.Equal("lasting", Assert.Single(playbacks.All).Name);
    }

    [Fact]
    public async Task So_many_are_played_and_no_more()
    {
        for (var number = 0; number < PlaybackDirectory.MaxPlaybacks; number++)
            await PlayPastAsync("vm");
        Assert.Equal(429, (await Assert.ThrowsAsync<PlaybackRefusedException>(() => PlayPastAsync("vm"))).Status);
        await playbacks.RemoveAsync("vm@past-3", "it was enough", CancellationToken.None);
        Assert.Equal("vm@past-3", (await PlayPastAsync("vm")).Name);
    }

    [Fact]
    public async Task What_can_not_be_played_is_no_display()
    {
        var refusal = await Assert.ThrowsAsync<PlaybackRefusedException>(() => PlayPastAsync("nothing"));
        Assert.Equal((404, "nothing has no recordings"), (refusal.Status, refusal.Message));
        refusal = await Assert.ThrowsAsync<PlaybackRefusedException>(() => PlayPastAsync("empty"));
        Assert.Equal((404, "empty has no picture"), (refusal.Status, refusal.Message));
        refusal = await Assert.ThrowsAsync<PlaybackRefusedException>(() => PlayPastAsync(new string('v', 253)));
        Assert.Equal(400, refusal.Status);
        Assert.Empty((await displays.ListAsync(CancellationToken.None)).Displays);
        Assert.True(opened.TrueForAll(pictures => pictures.IsDisposed));
    }

    protected override void Dispose(bool disposing)
    {
        playbacks.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose(disposing);
        threads.Dispose();
    }

    Task<PlayedRecording> PlayPastAsync(string display) => playbacks.PlayPastAsync(
        display, display, null, playback => playback.Seek(playback.End - TimeSpan.FromSeconds(60)), CancellationToken.None);

    async Task WaitForPictureAsync(string display)
    {
        var status = (await displays.FindAsync(display, CancellationToken.None))!;
        await Wait.UntilAsync(() => status.Surface.PictureCount > 0, Soon, () => "it shows nothing");
    }

    IRecordedPictures IRecordingOpener.Open(string path, string? keyFile)
    {
        if (path == "nothing")
            throw new RecordingException($"{path} has no recordings");
        var pictures = new MadeUpPictures();
        if (path != "empty")
            pictures.Add(0, 1).Add(10, 2).EndAt(100);
        lock (opened)
            opened.Add(pictures);
        return pictures;
    }

    sealed class NoPorts : IDisplayFront
    {
        public Task<DisplayAddresses> OpenAsync(Surface surface) => Task.FromResult(new DisplayAddresses(new IPEndPoint(IPAddress.Loopback, 5900)));

        public Task CloseAsync(Surface surface, string reason) => Task.CompletedTask;
    }
}
