using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Frames;

namespace Scanout.Tests.Pipeline.Capture;

public sealed class CadenceTests
{
    static readonly CaptureSettings Settings = new(60, TimeSpan.FromSeconds(3));
    static readonly TimeSpan FullRate = Settings.Interval;
    static SurfaceDemand? Unwatched => null;

    readonly Cadence cadence = new(Settings);
    TimeSpan now;

    [Fact]
    public void A_moving_picture_is_looked_at_as_often_as_its_watcher_wants()
    {
        for (var i = 0; i < 100; i++)
            Assert.Equal(TimeSpan.FromMilliseconds(40), Step(CaptureOutcome.Captured, TimeSpan.FromMilliseconds(40)));
    }

    [Fact]
    public void Nobody_gets_more_than_the_configured_rate() =>
        Assert.Equal(FullRate, Step(CaptureOutcome.Captured, TimeSpan.FromMilliseconds(1)));

    [Fact]
    public void A_watched_picture_at_rest_is_looked_at_less_often_step_by_step()
    {
        var steps = Enumerable.Range(0, 60).Select(_ => Step(CaptureOutcome.Unchanged, FullRate)).ToList();
        Assert.Equal(FullRate, steps[0]);
        Assert.Equal(steps.Order(), steps);
        Assert.Equal(Cadence.RestingInterval, steps[^1]);
        Assert.Equal(FullRate, Step(CaptureOutcome.Captured, FullRate));
    }

    [Fact]
    public void A_picture_at_rest_that_only_the_patient_watch_is_looked_at_still_less_often_and_followed_as_fast_when_it_moves()
    {
        var patient = new SurfaceDemand(TimeSpan.FromMilliseconds(40), IsPatient: true);
        var steps = Enumerable.Range(0, 60).Select(_ => Step(CaptureOutcome.Unchanged, patient)).ToList();
        Assert.Equal(patient.Interval, steps[0]);
        Assert.Equal(steps.Order(), steps);
        Assert.Equal(Cadence.PatientInterval, steps[^1]);
        Assert.Equal(Cadence.RestingInterval, Step(CaptureOutcome.Unchanged, patient with { IsPatient = false }));
        Assert.Equal(patient.Interval, Step(CaptureOutcome.Captured, patient));
    }

    [Fact]
    public void The_patient_are_not_asked_more_often_than_they_want_when_the_picture_rests()
    {
        var seldom = new SurfaceDemand(TimeSpan.FromMilliseconds(500), IsPatient: true);
        Assert.All(Enumerable.Range(0, 60), _ => Assert.Equal(seldom.Interval, Step(CaptureOutcome.Unchanged, seldom)));
    }

    [Fact]
    public void A_picture_at_rest_is_looked_at_at_full_rate_while_somebody_types()
    {
        for (var i = 0; i < 60; i++)
            Step(CaptureOutcome.Unchanged, FullRate);
        Assert.Equal(now + FullRate, cadence.Next(CaptureOutcome.Unchanged, now, Eager(FullRate), isTypedAt: true));
        Assert.Equal(now + Cadence.RestingInterval, cadence.Next(CaptureOutcome.Unchanged, now, Eager(FullRate)));
    }

    [Fact]
    public void An_unwatched_picture_at_rest_is_looked_at_at_the_idle_interval()
    {
        var steps = Enumerable.Range(0, 10).Select(_ => Step(CaptureOutcome.Unchanged, Unwatched)).ToList();
        Assert.True(steps[0] < steps[^1]);
        Assert.Equal(Settings.IdleInterval, steps[^1]);
    }

    [Fact]
    public void A_refused_display_is_retried_twice_as_late_each_time_up_to_the_idle_interval()
    {
        var steps = Enumerable.Range(0, 8).Select(_ => Step(CaptureOutcome.Refused, Unwatched)).ToList();
        Assert.Equal(steps[0] * 2, steps[1]);
        Assert.Equal(steps[1] * 2, steps[2]);
        Assert.Equal(Settings.IdleInterval, steps[^1]);
    }

    [Fact]
    public void A_display_that_is_off_is_seen_to_come_on_within_a_second_where_somebody_watches() =>
        Assert.All(Enumerable.Range(0, 20), _ => Assert.True(Step(CaptureOutcome.Disabled, FullRate) <= TimeSpan.FromSeconds(1)));

    [Fact]
    public void A_plane_that_is_refreshed_ten_times_a_second_is_not_looked_at_sixty_times()
    {
        var period = TimeSpan.FromMilliseconds(100);
        Assert.InRange(LooksWithin(TimeSpan.FromSeconds(2), period, FullRate), 70, 100);
        Assert.InRange(LooksWithin(TimeSpan.FromSeconds(2), period, FullRate), 40, 65);
    }

    [Fact]
    public void A_source_that_becomes_fast_again_is_followed_at_once()
    {
        LooksWithin(TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(100), FullRate);
        var first = Step(CaptureOutcome.Captured, FullRate);
        Assert.True(first > FullRate * 2);
        Assert.Equal(FullRate, Step(CaptureOutcome.Captured, FullRate));
    }

    [Fact]
    public void A_blinking_caret_is_no_rhythm_to_wait_for()
    {
        LooksWithin(TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(500), FullRate);
        Assert.Equal(FullRate, Step(CaptureOutcome.Captured, FullRate));
    }

    static SurfaceDemand Eager(TimeSpan interval) => new(interval);

    TimeSpan Step(CaptureOutcome outcome, TimeSpan interval) => Step(outcome, Eager(interval));

    TimeSpan Step(CaptureOutcome outcome, SurfaceDemand? demand)
    {
        var next = cadence.Next(outcome, now, demand);
        var interval = next - now;
        now = next;
        return interval;
    }

    /// <summary>How often a source that changes with a period is looked at.</summary>
    int LooksWithin(TimeSpan duration, TimeSpan period, TimeSpan demand)
    {
        var looks = 0;
        var seen = (long)(now / period);
        for (var end = now + duration; now < end; looks++)
        {
            var present = (long)(now / period);
            Step(present != seen ? CaptureOutcome.Captured : CaptureOutcome.Unchanged, demand);
            seen = present;
        }
        return looks;
    }
}
