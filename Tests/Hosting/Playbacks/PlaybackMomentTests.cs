using Microsoft.Extensions.Time.Testing;
using Scanout.Hosting.Playbacks;
using Scanout.Pipeline.Devices.Replay;
using Scanout.Tests.Pipeline.Devices.Replay;

namespace Scanout.Tests.Hosting.Playbacks;

public sealed class PlaybackMomentTests
{
    [Theory]
    [InlineData("+0", 0)]
    [InlineData("+90", 90)]
    [InlineData("+1.5s", 1.5)]
    [InlineData("+2m", 120)]
    [InlineData("+1:30", 90)]
    [InlineData("-1h", 0)]
    [InlineData("-30s", 3570)]
    [InlineData("2026-11-26T03:10:00Z", 600)]
    [InlineData("2026-11-26T04:10:00+01:00", 600)]
    [InlineData("2026-11-26 03:10:00.250Z", 600.25)]
    public void A_moment_is_a_time_or_so_far_from_start_or_end(string text, double seconds)
    {
        using var recording = new MadeUpPictures().Add(0, 1).EndAt(3600);
        var playback = new Playback(new FakeTimeProvider(), recording);
        Assert.True(PlaybackMoment.TryParse(text, playback, out var moment));
        Assert.Equal(TimeSpan.FromSeconds(seconds), moment);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3000")]
    [InlineData("yesterday")]
    [InlineData("+")]
    [InlineData("-999999999999h")]
    [InlineData("--30s")]
    public void What_is_none_is_refused(string text)
    {
        using var recording = new MadeUpPictures().Add(0, 1).EndAt(3600);
        Assert.False(PlaybackMoment.TryParse(text, new Playback(new FakeTimeProvider(), recording), out _));
    }
}
