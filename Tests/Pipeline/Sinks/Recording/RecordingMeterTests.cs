using Scanout.Codecs.Recording;
using Scanout.Pipeline.Sinks.Recording;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Sinks.Recording;

public sealed class RecordingMeterTests
{
    [Fact]
    public void What_is_recorded_and_left_out_is_counted_by_display()
    {
        using var readings = new MeterReadings();
        var (display, meter) = ("metered", new RecordingMeter("metered"));
        meter.Wrote(1000);
        meter.Wrote(24);
        meter.Recorded();
        meter.Skipped(3, "slow-disk");
        meter.Skipped(1, "no-room");
        meter.Gap(GapReason.NoRoom);
        Assert.Equal(1024, readings[$"scanout.recording.bytes{{display={display}}}"]);
        Assert.Equal(1, readings[$"scanout.recording.pictures{{display={display}}}"]);
        Assert.Equal(3, readings[$"scanout.recording.skipped{{display={display},reason=slow-disk}}"]);
        Assert.Equal(1, readings[$"scanout.recording.skipped{{display={display},reason=no-room}}"]);
        Assert.Equal(1, readings[$"scanout.recording.gaps{{display={display},reason=no-room}}"]);
        Assert.Equal(0, readings[$"scanout.recording.gaps{{display={display},reason=failed}}"]);
        Assert.Equal(3, readings[$"scanout.frames.dropped{{display={display},sink=recording,reason=slow-disk}}"]);
    }
}
