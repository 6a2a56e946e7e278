using System.Net;
using System.Net.Http.Json;
using Scanout.Hosting.Web.Playbacks;
using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;

namespace Scanout.Tests.EndToEnd;

public sealed class ReplayTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_recording_is_a_display_that_shows_exactly_what_was_shown_at_any_moment()
    {
        await using var recorded = await RecordedRegion.StartAsync();
        await recorded.PaintAsync(2);
        await recorded.PaintAsync(3, 200, 150);
        await recorded.PaintAsync(4);
        var segment = await recorded.EndAsync();

        await using var player = await ScanoutProcess.PlayAsync(segment, "--paused");
        Assert.Contains(player.Output, line => line.StartsWith("scanout: display vm vnc 127.0.0.1:", StringComparison.Ordinal));
        Assert.Equal(("live", false), ((await player.WaitForDisplayAsync("vm", display => display.Frames > 0)).State.Replace("idle", "live"),
            (await player.DisplayAsync("vm")).Recording));
        await using var viewer = await RawViewer.ConnectAsync((await player.DisplayAsync("vm")).Vnc!.Port);
        foreach (var index in (int[])[2, 0, 3, 1])
        {
            var (moment, picture) = recorded.Shown[index];
            var record = await ControlAsync(player, "vm", new { position = moment });
            Assert.True((record.Position - moment).Duration() < TimeSpan.FromMilliseconds(1), $"{record.Position:O} is not {moment:O}");
            await AssertShowsAsync(viewer, picture);
        }
        // A pause holds.
        var stands = await ControlAsync(player, "vm", new { });
        Assert.True(stands.Paused);
        await Wait.UntilAsync(() => DateTimeOffset.UtcNow > stands.Position, Patience, () => "the clock stands");
        Assert.Equal(stands.Seconds, (await ControlAsync(player, "vm", new { })).Seconds);
        // Played to its end, the last picture stays.
        await ControlAsync(player, "vm", new { position = 0, paused = false, speed = 4 });
        await Wait.UntilAsync(
            async () => await ControlAsync(player, "vm", new { }) is var now && now.Seconds == now.Length, Patience, () => "it does not end");
        await AssertShowsAsync(viewer, recorded.Shown[3].Picture);
        Assert.Equal(0, await player.TerminateAsync());
    }

    [Fact]
    public async Task The_past_of_a_display_is_another_display_while_it_is_recorded_on()
    {
        await using var recorded = await RecordedRegion.StartAsync();
        var service = recorded.Service;
        await recorded.PaintAsync(2);
        await recorded.PaintAsync(3);
        var (moment, picture) = recorded.Shown[0];
        var (exitCode, line, errors) = await ScanoutProcess.RunAsync(
            "replay", "vm", "--from", $"{moment:O}", "--web", $"{service.Web.BaseAddress}");
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.StartsWith("scanout: display vm@past vnc 127.0.0.1:", line, StringComparison.Ordinal);
        var past = await ControlAsync(service, "vm@past", new { paused = true, position = moment });
        Assert.Equal(("vm", true, true), (past.Source, past.Paused, past.Growing));
        await using var viewer = await RawViewer.ConnectAsync(past.Vnc!.Port);
        await AssertShowsAsync(viewer, picture);

        // What happens meanwhile is to be had, too.
        await recorded.PaintAsync(4);
        var later = recorded.Shown[^1];
        await Wait.UntilAsync(
            async () => (await ControlAsync(service, "vm@past", new { })).End > later.Moment, Patience, () => "it does not grow");
        await ControlAsync(service, "vm@past", new { position = later.Moment });
        await AssertShowsAsync(viewer, later.Picture);
        Assert.Equal(["vm"], Directory.GetDirectories(recorded.Root).Select(Path.GetFileName));

        Assert.Equal(0, (await ScanoutProcess.RunAsync("replay", "vm@past", "--stop", "--web", $"{service.Web.BaseAddress}")).ExitCode);
        Assert.True(await viewer.IsClosedAsync());
        Assert.Equal("vm", Assert.Single(await service.DisplaysAsync()).Name);
        Assert.Empty((await service.Web.GetFromJsonAsync<PlaybackRecord[]>("api/playbacks"))!);
        Assert.Contains(service.Errors, entry => entry.Contains("the past of vm from", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nonsense_is_refused_with_a_sentence_and_changes_nothing()
    {
        (string Path, string Body, int Status)[] nonsense =
        [
            ("api/playbacks/vm@past", """{"speed":1000}""", 400),
            ("api/playbacks/vm@past", """{"speed":"fast"}""", 400),
            ("api/playbacks/vm@past", """{"position":"yesterday"}""", 400),
            ("api/playbacks/vm@past", """{"position":true}""", 400),
            ("api/playbacks/vm@past", """{"pause":true}""", 400),
            ("api/playbacks/vm@past", "{", 400),
            ("api/playbacks/vm@past", "", 400),
            ("api/playbacks/nobody", "{}", 404),
            ("api/playbacks", """{"display":"nobody"}""", 404),
            ("api/playbacks", """{"display":"../vm"}""", 404),
            ("api/playbacks", "{}", 404),
            ("api/playbacks", """{"display":"vm","from":"then"}""", 400),
        ];
        await using var recorded = await RecordedRegion.StartAsync();
        var web = recorded.Service.Web;
        using var made = await web.PostAsJsonAsync("api/playbacks", new PlaybackWish("vm", "+0"));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        await ControlAsync(recorded.Service, "vm@past", new { paused = true, position = 0 });
        foreach (var (path, body, status) in nonsense)
        {
            using var answer = await web.PostAsync(path, new StringContent(body));
            Assert.Equal((body, status), (body, (int)answer.StatusCode));
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
        var playback = Assert.Single((await web.GetFromJsonAsync<PlaybackRecord[]>("api/playbacks"))!);
        Assert.Equal(("vm@past", 1, true, 0), (playback.Name, playback.Speed, playback.Paused, playback.Seconds));
    }

    [Fact]
    public async Task What_is_no_recording_is_told_in_one_line()
    {
        using var directory = new TemporaryDirectory();
        var missing = Path.Combine(directory.Path, "missing.scanout");
        var (exitCode, output, errors) = await ScanoutProcess.RunAsync("play", missing);
        Assert.Equal((1, "", $"scanout: there is no file {missing}\n"), (exitCode, output, errors));
        var junk = Path.Combine(directory.Path, "junk.scanout");
        await File.WriteAllTextAsync(junk, "no recording");
        (exitCode, _, errors) = await ScanoutProcess.RunAsync("play", junk);
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"scanout: {junk} is no recording that can be read: ", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        (exitCode, _, errors) = await ScanoutProcess.RunAsync("play", junk, "--speed", "200");
        Assert.Equal((64, true), (exitCode, errors.Contains("0.1 to 100", StringComparison.Ordinal)));
    }

    static async Task<PlaybackRecord> ControlAsync(ScanoutProcess service, string name, object change)
    {
        using var answer = await service.Web.PostAsJsonAsync($"api/playbacks/{name}", change);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<PlaybackRecord>())!;
    }

    /// <summary>The viewer comes to show the picture, exactly.</summary>
    static async Task AssertShowsAsync(RawViewer viewer, Picture picture)
    {
        using var limit = new CancellationTokenSource(Patience);
        for (var left = PictureOf(viewer).CountDifferences(picture); left > 0; left = PictureOf(viewer).CountDifferences(picture))
        {
            Assert.False(limit.IsCancellationRequested, $"{left} pixels differ");
            await viewer.UpdateAsync();
        }
        Assert.Equal((picture.WidthPixels, picture.HeightPixels), (viewer.Width, viewer.Height));
    }

    static Picture PictureOf(RawViewer viewer)
    {
        var rgb = new byte[viewer.Width * viewer.Height * 3];
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (viewer.Bgrx[from + 2], viewer.Bgrx[from + 1], viewer.Bgrx[from]);
        return new Picture(viewer.Width, viewer.Height, rgb);
    }
}
