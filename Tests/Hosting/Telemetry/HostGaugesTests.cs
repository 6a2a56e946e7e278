using Microsoft.Extensions.Time.Testing;
using Scanout.Hosting;
using Scanout.Hosting.Telemetry;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Recording;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Telemetry;

public sealed class HostGaugesTests
{
    [Fact]
    public void Recordings_are_told_by_display_and_all_together()
    {
        var board = new RecordingBoard();
        board.Put("gauged-1", new RecordingStatus(RecordingState.Recording, null, "/a.scanout", null, 5));
        board.Put("gauged-2", new RecordingStatus(RecordingState.Stopped, "the disk is full", null, null, 0));
        var time = new FakeTimeProvider();
        using var readings = new MeterReadings();
        using var gauges = new HostGauges(new TilePool(), board, new RecorderFactory(null, () => 12345)
        {
            Oldest = () => [("gauged-1", time.GetUtcNow() - TimeSpan.FromMinutes(5))],
        }, time);
        readings.Scrape();
        Assert.Equal(1, readings["scanout.recording.state{display=gauged-1}"]);
        Assert.Equal(0, readings["scanout.recording.state{display=gauged-2}"]);
        Assert.Equal(0, readings["scanout.recording.stopped{display=gauged-1}"]);
        Assert.Equal(1, readings["scanout.recording.stopped{display=gauged-2}"]);
        Assert.Equal(1, readings["scanout.recording.open_segments"]);
        Assert.Equal(12345, readings["scanout.recording.stored"]);
        Assert.NotNull(readings["scanout.actor.restarts{kind=recorder,reason=actor}"]);
        Assert.Equal(300, readings["scanout.replay_buffer_seconds{display=gauged-1}"]);
    }
}
