using System.Net;
using System.Net.Http.Json;
using Scanout.Hosting.Web.Past;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Web.Past;

public sealed class PastExportTests
{
    [RealPeerFact("ffmpeg", "ffprobe", "pngtopam")]
    public async Task A_video_has_exactly_the_pictures_of_its_range()
    {
        using var directory = new TemporaryDirectory();
        using var past = new PastStage();
        for (var i = 0; i < 12; i++)
            past.Paint();
        past.Stage.Stop();
        await using var service = await PastService.StartAsync(past.Stage);
        var (from, to) = (PastTime.Text(past.Shown[4].At), PastTime.Text(past.Shown[8].At));
        using var answer = await service.GetAsync($"/export?from={from}&to={to}&format=mkv");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var name = answer.Content.Headers.ContentDisposition!.FileName!;
        Assert.Equal(PastExports.NameOf("vm", past.Shown[4].At, "mkv"), name.Trim('"'));
        var video = Path.Combine(directory.Path, "video.mkv");
        await File.WriteAllBytesAsync(video, await answer.Content.ReadAsByteArrayAsync());
        var pictures = await FfmpegPeer.DecodeAsync(video, 320, 200);
        Assert.Equal(4, pictures.Count);
        for (var i = 0; i < pictures.Count; i++)
        {
            var png = Path.Combine(directory.Path, "picture.png");
            await File.WriteAllBytesAsync(png, past.Shown[4 + i].Png);
            var expected = (await FfmpegPeer.DecodeAsync(png, 320, 200)).Single();
            Assert.True(expected.AsSpan().SequenceEqual(pictures[i]), $"picture {i} differs");
        }
        using var mp4 = await service.GetAsync($"/export?from={from}&to={to}&format=mp4");
        Assert.Equal("video/mp4", mp4.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Without_ffmpeg_there_is_matroska_and_it_is_told_what_is_missing()
    {
        using var past = new PastStage();
        past.Paint();
        past.Stage.Stop();
        await using var service = await PastService.StartAsync(past.Stage, "/nowhere/ffmpeg");
        var told = (await service.Http.GetFromJsonAsync<PastRecord>("api/displays/vm/past"))!;
        Assert.Equal(["mkv"], told.Formats);
        Assert.Contains("apt install ffmpeg", told.Missing, StringComparison.Ordinal);
        using var mp4 = await service.GetAsync("/export?format=mp4");
        Assert.Equal(HttpStatusCode.NotImplemented, mp4.StatusCode);
        using var mkv = await service.GetAsync("/export?format=mkv");
        Assert.Equal(HttpStatusCode.OK, mkv.StatusCode);
        Assert.Equal([0x1A, 0x45, 0xDF, 0xA3], (await mkv.Content.ReadAsByteArrayAsync())[..4]);
    }

    [Fact]
    public async Task Few_are_made_at_once_and_nothing_stays_of_them()
    {
        using var past = new PastStage();
        past.Paint();
        past.Stage.Stop();
        using var shelf = new PastShelf(past.Stage.Root, null, TimeProvider.System);
        using var exports = new PastExports(shelf, TimeProvider.System);
        var videos = new List<PastVideo>();
        for (var i = 0; i < PastExports.MaxKept; i++)
            videos.Add(await exports.MakeAsync("vm", "mkv", null, null, CancellationToken.None));
        var refusal = await Assert.ThrowsAsync<Scanout.Hosting.Playbacks.PlaybackRefusedException>(
            () => exports.MakeAsync("vm", "mkv", null, null, CancellationToken.None));
        Assert.Equal(429, refusal.Status);
        Assert.All(videos, video => Assert.False(File.Exists(video.File.Name)));
        Assert.All(videos, video => Assert.True(video.File.Length > 0));
        foreach (var video in videos)
            video.Dispose();
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => exports.MakeAsync("vm", "mkv", null, null, ended.Token));
        using var again = await exports.MakeAsync("vm", "mkv", null, null, CancellationToken.None);
        Assert.True(again.File.Length > 0);
    }

    [Fact]
    public async Task Where_there_is_no_room_or_no_folder_nothing_is_made_and_nothing_is_held_for_it()
    {
        using var past = new PastStage();
        past.Paint();
        past.Stage.Stop();
        using var folder = new TemporaryDirectory();
        using var shelf = new PastShelf(past.Stage.Root, null, TimeProvider.System);
        using var full = new PastExports(shelf, TimeProvider.System) { Folder = folder.Path, KeptFree = long.MaxValue };
        using var missing = new PastExports(shelf, TimeProvider.System) { Folder = "/dev/null/nowhere" };
        for (var i = 0; i <= PastExports.MaxKept; i++)
        {
            Assert.Equal(507, (await RefusalAsync(full)).Status);
            Assert.Equal(503, (await RefusalAsync(missing)).Status);
        }
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));

        static Task<Scanout.Hosting.Playbacks.PlaybackRefusedException> RefusalAsync(PastExports exports) =>
            Assert.ThrowsAsync<Scanout.Hosting.Playbacks.PlaybackRefusedException>(() => exports.MakeAsync("vm", "mkv", null, null, CancellationToken.None));
    }

    [Theory]
    [InlineData("vm-17", "vm-17-20261126T074308Z.mkv"), InlineData("..\"; x", "_.._;_x-20261126T074308Z.mkv"), InlineData("büro", "b_ro-20261126T074308Z.mkv")]
    public void A_files_name_is_one_everywhere(string display, string name) => Assert.Equal(
        name.Replace(";", "_", StringComparison.Ordinal), PastExports.NameOf(display, new(2026, 11, 26, 7, 43, 8, TimeSpan.Zero), "mkv"));
}
