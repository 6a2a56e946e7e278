using Scanout.Codecs.Spice;
using Scanout.Pipeline.Input;

namespace Scanout.Tests.Codecs.Spice;

public sealed class ScancodesTests
{
    [Theory]
    [InlineData("A", "1e 9e", "1E+ 1E-")]
    [InlineData("Up", "e0 48 e0 c8", "C8+ C8-")]
    [InlineData("Enter", "1c 9c", "1C+ 1C-")]
    [InlineData("Enter of the number pad", "e0 1c e0 9c", "9C+ 9C-")]
    [InlineData("Pause", "e1 1d 45 e1 9d c5", "C6+ C6-")]
    [InlineData("Control and Break", "e0 46 e0 c6", "C6+ C6-")]
    [InlineData("Print Screen", "e0 2a e0 37 e0 b7 e0 aa", "B7+ B7-")]
    [InlineData("Print Screen of a client that pretends no shift", "e0 37 e0 b7", "B7+ B7-")]
    [InlineData("Up with a lifted shift on the right", "e0 b6 e0 48 e0 c8 e0 36", "C8+ C8-")]
    [InlineData("shift", "2a aa 36 b6", "2A+ 2A- 36+ 36-")]
    [InlineData("right control", "e0 1d e0 9d", "9D+ 9D-")]
    [InlineData("right Alt", "e0 38 e0 b8", "B8+ B8-")]
    [InlineData("left control and Num Lock", "1d 45 c5 9d", "1D+ 45+ 45- 1D-")]
    [InlineData("a key between Pause's bytes", "e1 1e 9e e1 1d 1e 45", "1E+ 1E- 1E+ 45+")]
    [InlineData("a prefix that is said twice", "e0 e0 48 e1 e1 1d 45 e1 e0 48", "C8+ C6+ C8+")]
    [InlineData("nothing", "00 80 e0 00 48", "48+")]
    public void Keys_are_made_of_their_bytes_whatever_messages_they_came_in(string key, string bytes, string keys)
    {
        Assert.NotEmpty(key);
        var scancodes = new SpiceScancodes();
        var found = new List<string>();
        foreach (var next in Golden.Bytes(bytes))
            if (scancodes.TryNext(next, out var number, out var isDown))
                found.Add($"{number:X2}{(isDown ? '+' : '-')}");
        Assert.Equal(keys, string.Join(' ', found));
    }

    [Fact]
    public void Keys_have_the_numbers_that_the_input_knows()
    {
        Assert.Equal(KeyNumber.RightControl, Single(0xE0, 0x1D));
        Assert.Equal(KeyNumber.RightAlt, Single(0xE0, 0x38));
        Assert.Equal(KeyNumber.LeftMeta, Single(0xE0, 0x5B));
        Assert.Equal(KeyNumber.CapsLock, Single(0x3A));
    }

    [Fact]
    public void Whatever_bytes_come_every_key_has_a_number()
    {
        var random = new Random(5);
        var scancodes = new SpiceScancodes();
        for (var round = 0; round < 20_000; round++)
        {
            var next = random.Next(2) == 0 ? random.Next(256) : 0xE0 + random.Next(2);
            if (scancodes.TryNext((byte)next, out var number, out _))
                Assert.NotEqual(0, number & 0x7F);
        }
    }

    static byte Single(params byte[] bytes)
    {
        var scancodes = new SpiceScancodes();
        foreach (var next in bytes[..^1])
            Assert.False(scancodes.TryNext(next, out _, out _));
        Assert.True(scancodes.TryNext(bytes[^1], out var number, out var isDown));
        Assert.True(isDown);
        return number;
    }
}
