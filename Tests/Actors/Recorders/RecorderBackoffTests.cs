using Scanout.Actors.Recorders;
using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Tests.Actors.Recorders;

public sealed class RecorderBackoffTests
{
    readonly RecorderBackoff backoff = new(new RecorderTimes());

    [Fact]
    public void It_waits_twice_as_long_each_time_up_to_a_minute() =>
        Assert.Equal([5, 10, 20, 40, 60, 60], Pauses(6, RecordingEndReason.Bound));

    [Fact]
    public void It_looks_for_room_every_five_seconds() =>
        Assert.Equal([5, 5, 5, 5, 5, 5], Pauses(6, RecordingEndReason.NoRoom));

    [Fact]
    public void A_minute_of_recording_makes_the_next_end_a_first_one()
    {
        Assert.Equal([5, 10, 20], Pauses(3, why: null));
        backoff.Recorded(TimeSpan.FromSeconds(59));
        Assert.Equal([40], Pauses(1, RecordingEndReason.Gone));
        backoff.Recorded(TimeSpan.FromSeconds(60));
        Assert.Equal([5, 10], Pauses(2, RecordingEndReason.Gone));
    }

    [Fact]
    public void It_never_waits_longer_however_often_it_failed() =>
        Assert.All(Pauses(5000, why: null).Skip(4), pause => Assert.Equal(60, pause));

    List<double> Pauses(int count, RecordingEndReason? why) =>
        [.. Enumerable.Range(0, count).Select(_ => backoff.Next(why).TotalSeconds)];
}
