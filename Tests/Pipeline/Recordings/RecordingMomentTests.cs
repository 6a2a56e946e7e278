using Scanout.Pipeline.Recordings;

namespace Scanout.Tests.Pipeline.Recordings;

public sealed class RecordingMomentTests
{
    /// <summary>One hour ahead, two in summer: from the last Sunday of March at 02:00 to the last Sunday of October at 03:00.</summary>
    static readonly TimeZoneInfo Zone = TimeZoneInfo.CreateCustomTimeZone(
        "made up", TimeSpan.FromHours(1), "made up", "winter", "summer",
        [TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1), Change(2, 3), Change(3, 10))]);

    static readonly DateTimeOffset StartTime = new(2026, 11, 25, 20, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan Start = TimeSpan.FromSeconds(7);
    static readonly TimeSpan End = Start + TimeSpan.FromHours(8);

    [Theory]
    [InlineData("+90s", 90), InlineData("+90", 90), InlineData("+1h5m", 3900), InlineData("+1:30", 90), InlineData("+1:02:03", 3723)]
    [InlineData("+0s", 0), InlineData("+1.5s", 1.5), InlineData("+1d", 86400), InlineData("+2h0.25s", 7200.25)]
    [InlineData("-5m", 8 * 3600 - 300), InlineData("-0", 8 * 3600), InlineData("-1:30", 8 * 3600 - 90)]
    // 21:00 to 05:00 where the operator is.
    [InlineData("03:12", 6 * 3600 + 12 * 60), InlineData("3:12", 6 * 3600 + 12 * 60), InlineData("03:12:30", 6 * 3600 + 12 * 60 + 30)]
    [InlineData("23:00", 7200), InlineData("05:00", 8 * 3600), InlineData("05:01", 8 * 3600 + 60 - 86400)]
    [InlineData("2026-11-26T03:12:00Z", 7 * 3600 + 12 * 60), InlineData("2026-11-26T03:12Z", 7 * 3600 + 12 * 60)]
    [InlineData("2026-11-26T03:12:00", 6 * 3600 + 12 * 60), InlineData("2026-11-26 03:12", 6 * 3600 + 12 * 60)]
    [InlineData("2026-11-25T22:00:00.25+02:00", 0.25)]
    public void A_moment_is_named_in_many_ways(string text, double seconds)
    {
        Assert.True(RecordingMoment.TryParse(text, out var moment));
        Assert.Equal(Start + TimeSpan.FromSeconds(seconds), moment.On(Start, End, at => StartTime + (at - Start), time => time - StartTime + Start, Zone));
    }

    [Theory]
    [InlineData(""), InlineData("+"), InlineData("-"), InlineData("yesterday"), InlineData("+5x"), InlineData("25:00"), InlineData("+-5m")]
    [InlineData("2026-13-01T00:00Z"), InlineData("+5m1h"), InlineData("90s"), InlineData("+999999999d"), InlineData(null)]
    public void What_names_no_moment_is_refused(string? text) => Assert.False(RecordingMoment.TryParse(text, out _));

    [Fact]
    public void A_time_that_was_twice_is_the_last_of_both_by_day_and_the_first_by_date()
    {
        // The clock went from 03:00 back to 02:00 at 01:00 UTC.
        var start = new DateTimeOffset(2026, 10, 25, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(TimeSpan.FromMinutes(90), Of("02:30", start, TimeSpan.FromHours(5)));
        Assert.Equal(TimeSpan.FromMinutes(30), Of("02:30", start, TimeSpan.FromHours(1)));
        Assert.Equal(TimeSpan.FromMinutes(30), Of("2026-10-25T02:30", start, TimeSpan.FromHours(5)));
    }

    [Fact]
    public void A_time_that_never_was_is_looked_for_on_the_day_before()
    {
        // The clock went from 02:00 to 03:00.
        var start = new DateTimeOffset(2026, 3, 28, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(TimeSpan.FromMinutes(90), Of("02:30", start, TimeSpan.FromHours(30)));
        Assert.Null(Of("2026-03-29T02:30", start, TimeSpan.FromHours(30)));
    }

    static TimeSpan? Of(string text, DateTimeOffset start, TimeSpan length)
    {
        Assert.True(RecordingMoment.TryParse(text, out var moment));
        return moment.On(TimeSpan.Zero, length, at => start + at, time => time - start, Zone);
    }

    static TimeZoneInfo.TransitionTime Change(int hour, int month) =>
        TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, hour, 0, 0), month, 5, DayOfWeek.Sunday);
}
