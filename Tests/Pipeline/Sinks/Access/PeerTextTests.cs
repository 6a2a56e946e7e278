using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Tests.Pipeline.Sinks.Access;

public sealed class PeerTextTests
{
    [Theory]
    [InlineData("alice", "alice"), InlineData("Zoë 東京 🙂", "Zoë 東京 🙂")]
    [InlineData("a\r\nb\t\0", "a\\u{d}\\u{a}b\\u{9}\\u{0}"), InlineData("\e[31m", "\\u{1b}[31m"), InlineData("\u202Egnp\u2028", "\\u{202e}gnp\\u{2028}")]
    [InlineData("\"a\\", "\\u{22}a\\u{5c}")]
    public void What_a_terminal_would_obey_is_spelt_out(string text, string safe) => Assert.Equal(safe, PeerText.Of(text));

    [Fact]
    public void A_long_text_is_cut() => Assert.Equal(new string('x', 64) + "…", PeerText.Of(new string('x', 10_000)));
}
