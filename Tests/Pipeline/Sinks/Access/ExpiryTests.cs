using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Tests.Pipeline.Sinks.Access;

public sealed class ExpiryTests
{
    static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [Theory]
    [InlineData("now", 1_700_000_000L), InlineData("+0", 1_700_000_000L), InlineData("+90", 1_700_000_090L)]
    [InlineData("1234567890", 1_234_567_890L), InlineData("0", 0L), InlineData("never", null)]
    public void QEMUs_grammar_is_understood(string text, long? seconds)
    {
        Assert.True(Expiry.TryParse(text, out var expiry));
        Assert.Equal(seconds, expiry.From(Now)?.ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData(""), InlineData("+"), InlineData("-1"), InlineData("+-1"), InlineData("++1"), InlineData("soon"), InlineData("Now"), InlineData("1.5")]
    [InlineData(" 1"), InlineData("+99999999999"), InlineData("99999999999999999999999")]
    public void Anything_else_is_not(string text) => Assert.False(Expiry.TryParse(text, out _));
}
