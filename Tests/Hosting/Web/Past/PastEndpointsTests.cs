using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Scanout.Codecs.Jpeg;
using Scanout.Hosting.Web.Past;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Web.Past;

public sealed class PastEndpointsTests
{
    static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Any_moment_has_exactly_the_picture_that_was_shown_then(bool isSealed)
    {
        using var past = new PastStage(isSealed);
        for (var i = 0; i < 40; i++)
            past.Paint();
        past.Stage.Stop();
        await using var service = await PastService.StartAsync(past.Stage);
        foreach (var index in (int[])[7, 8, 3, 39, 0, 22])
        {
            var (at, png) = past.Shown[index];
            var (file, shownAt) = await service.PictureAsync(at + Instant);
            Assert.Equal(png, file);
            Assert.Equal(PastTime.Text(at), shownAt);
            // The time that it is told with leads to it again.
            Assert.Equal(png, (await service.PictureAsync(at)).File);
        }
        var beside = await service.PictureAsync(past.Shown[20].At, "&step=1");
        Assert.Equal(PastTime.Text(past.Shown[21].At), beside.At);
        beside = await service.PictureAsync(past.Shown[20].At, "&step=-1");
        Assert.Equal(PastTime.Text(past.Shown[19].At), beside.At);
        Assert.Equal(past.Shown[19].Png, beside.File);
    }

    [Fact]
    public async Task A_recording_that_goes_on_is_told_as_far_as_it_is()
    {
        using var past = new PastStage();
        await using var service = await PastService.StartAsync(past.Stage);
        for (var i = 0; i < 60; i++)
            past.Paint();
        var before = (await service.Http.GetFromJsonAsync<PastRecord>("api/displays/vm/past"))!;
        Assert.True(before.Growing);
        Assert.Equal("recording", Assert.Single(before.Segments).State);
        for (var i = 0; i < 60; i++)
            past.Paint();
        await Wait.UntilAsync(
            async () => (await service.Http.GetFromJsonAsync<PastRecord>("api/displays/vm/past"))!.End > past.Shown[90].At,
            TimeSpan.FromSeconds(20), () => "it does not grow");
        Assert.Equal(past.Shown[90].Png, (await service.PictureAsync(past.Shown[90].At)).File);
        using var later = await service.GetAsync($"/picture?at={PastTime.Text(past.Now + TimeSpan.FromMinutes(1))}");
        Assert.Equal(HttpStatusCode.NotFound, later.StatusCode);
    }

    [Fact]
    public async Task In_a_gap_and_beyond_the_ends_nothing_is_made_up()
    {
        using var past = new PastStage();
        past.Paint();
        var ended = past.Now;
        past.Pause(TimeSpan.FromMinutes(2));
        past.Paint();
        past.Stage.Stop();
        await using var service = await PastService.StartAsync(past.Stage);
        var told = (await service.Http.GetFromJsonAsync<PastRecord>("api/displays/vm/past"))!;
        Assert.Equal(2, told.Segments.Count);
        Assert.Contains(told.Gaps, gap => gap.From >= ended && gap.To <= past.Now && gap.To - gap.From > TimeSpan.FromMinutes(1.9));
        foreach (var at in (DateTimeOffset[])[ended.AddMinutes(1), told.Start.AddSeconds(-5), told.End.AddSeconds(5), DateTimeOffset.UnixEpoch])
        {
            using var answer = await service.GetAsync($"/picture?at={PastTime.Text(at)}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("not recorded", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        // The pictures beside it are there.
        Assert.Equal(past.Shown[1].Png, (await service.PictureAsync(ended)).File);
        Assert.Equal(past.Shown[3].Png, (await service.PictureAsync(past.Now)).File);
    }

    [Fact]
    public async Task Who_scrubs_gets_a_smaller_jpeg_and_what_he_has_is_not_sent_again()
    {
        using var past = new PastStage();
        past.Paint();
        past.Stage.Stop();
        await using var service = await PastService.StartAsync(past.Stage);
        var path = $"/picture?at={PastTime.Text(past.Shown[1].At)}&width=160";
        using var answer = await service.GetAsync(path);
        Assert.Equal(JpegEncoder.IsAvailable ? "image/jpeg" : "image/png", answer.Content.Headers.ContentType?.MediaType);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"api/displays/vm/past{path}");
        again.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(answer.Headers.ETag!.Tag));
        using var unchanged = await service.Http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(PastTime.Text(past.Shown[1].At), unchanged.Headers.GetValues("X-Scanout-At").Single());
        Assert.InRange(service.Shelf.Open, 1, PastShelf.MaxOpen);
    }

    [Fact]
    public async Task Where_something_happened_shows_and_is_found()
    {
        using var past = new PastStage();
        past.Stage.Rest(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));
        for (var i = 0; i < 20; i++)
            past.Paint();
        past.Stage.Rest(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));
        past.Paint();
        past.Stage.Rest(TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(1));
        past.Stage.Stop();
        await using var service = await PastService.StartAsync(past.Stage);
        var told = (await service.Http.GetFromJsonAsync<PastRecord>("api/displays/vm/past?buckets=70"))!;
        Assert.Equal(70, told.Activity.Values.Count);
        int BucketOf(DateTimeOffset at) => (int)((at - told.Activity.From).TotalSeconds / told.Activity.Seconds);
        Assert.True(told.Activity.Values[BucketOf(past.Shown[10].At)] > 100_000);
        Assert.Equal(0, told.Activity.Values[BucketOf(past.Shown[1].At.AddSeconds(-10))]);
        Assert.Equal(0, told.Activity.Values[BucketOf(past.Shown[21].At.AddSeconds(-10))]);

        Assert.Equal(past.Shown[1].At, await FindAsync(told.Start.AddSeconds(5), "next"));
        Assert.Equal(past.Shown[21].At, await FindAsync(past.Shown[1].At, "next"));
        Assert.Equal(past.Shown[21].At, await FindAsync(told.End, "previous"));
        Assert.Equal(past.Shown[1].At, await FindAsync(past.Shown[21].At, "previous"));
        using var nothing = await service.GetAsync($"/activity?direction=next&from={PastTime.Text(past.Shown[21].At)}");
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);

        async Task<DateTimeOffset> FindAsync(DateTimeOffset from, string direction) => (await service.Http.GetFromJsonAsync<PastMoment>(
            $"api/displays/vm/past/activity?from={PastTime.Text(from)}&direction={direction}"))!.At;
    }

    [Theory]
    [InlineData("vm", "/picture?at=yesterday", 400)]
    [InlineData("vm", "/picture", 400)]
    [InlineData("vm", "/picture?at=1e300", 400)]
    [InlineData("vm", "/picture?at=-1", 404)]
    [InlineData("vm", "/picture?at=99999999999999999999", 400)]
    [InlineData("vm", "/picture?at=%2B5000000d", 404)]
    [InlineData("vm", "/picture?at=-5000000d", 404)]
    [InlineData("vm", "?to=%2B5000000d", 200)]
    [InlineData("vm", "?from=-5000000d", 200)]
    [InlineData("vm", "/activity?from=%2B5000000d", 404)]
    [InlineData("vm", "/picture?at=%2B0s&width=0", 400)]
    [InlineData("vm", "/picture?at=%2B0s&step=7", 400)]
    [InlineData("vm", "?buckets=0", 400)]
    [InlineData("vm", "?buckets=100000", 400)]
    [InlineData("vm", "?from=%2B1s&to=%2B0s", 400)]
    [InlineData("vm", "/activity?from=%2B0s&direction=sideways", 400)]
    [InlineData("vm", "/export?format=exe", 400)]
    [InlineData("vm", "/export?format=mkv&from=%2B1s&to=%2B0s", 400)]
    [InlineData("vm", "/export?format=mkv&from=2001-01-01T00:00:00Z&to=2001-01-01T01:00:00Z", 404)]
    [InlineData("nobody", "", 404)]
    [InlineData("..%2Fvm", "", 404)]
    [InlineData("%2E%2E", "/picture?at=%2B0s", 404)]
    [InlineData("..%2F..%2Fetc", "/export?format=mkv", 404)]
    [InlineData("vm%00", "", 404)]
    public async Task Nonsense_is_refused_with_a_sentence(string display, string path, int status)
    {
        using var past = new PastStage();
        past.Paint();
        past.Stage.Stop();
        await using var service = await PastService.StartAsync(past.Stage);
        using var answer = await service.GetAsync(path, display);
        var said = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode || status == 404 && (int)answer.StatusCode == 400 && display != "vm", $"{answer.StatusCode} {said}");
        Assert.DoesNotContain(past.Stage.Root, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_a_sealed_past_is_not_told()
    {
        using var past = new PastStage(isSealed: true);
        past.Paint();
        past.Stage.Stop();
        using var shelf = new PastShelf(past.Stage.Root, null, TimeProvider.System);
        var refusal = await Assert.ThrowsAsync<Scanout.Hosting.Playbacks.PlaybackRefusedException>(
            () => shelf.UseAsync("vm", reader => reader.Timeline.End, CancellationToken.None));
        Assert.Equal(404, refusal.Status);
        Assert.EndsWith("is sealed, and needs its key", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(past.Stage.Root, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_segment_that_is_deleted_is_no_longer_shown()
    {
        using var past = new PastStage();
        past.Paint();
        past.Pause(TimeSpan.FromMinutes(2));
        past.Paint();
        past.Stage.Stop();
        await using var service = await PastService.StartAsync(past.Stage);
        await service.PictureAsync(past.Shown[1].At);
        File.Delete(past.Stage.Segments[0]);
        await Wait.UntilAsync(
            async () =>
            {
                using var answer = await service.GetAsync($"/picture?at={PastTime.Text(past.Shown[1].At)}");
                return answer.StatusCode == HttpStatusCode.NotFound;
            }, TimeSpan.FromSeconds(20), () => "it is still shown");
        Assert.Equal(past.Shown[3].Png, (await service.PictureAsync(past.Shown[3].At)).File);
    }
}
