using Scanout.Pipeline.Input;

namespace Scanout.Tests.Pipeline.Input;

public sealed class KeysymTableTests
{
    [Fact]
    public void Every_character_of_ascii_has_its_key_as_latin_and_as_unicode()
    {
        for (var character = ' '; character <= '~'; character++)
        {
            Assert.True(KeysymTable.TryFind(character, out var latin), $"{character}");
            Assert.True(KeysymTable.TryFind(0x0100_0000u + character, out var unicode));
            Assert.Equal(latin, unicode);
            Assert.Equal(char.IsAsciiLetter(character), latin.IsLetter);
            if (char.IsAsciiLetter(character))
                Assert.Equal(char.IsAsciiLetterUpper(character), latin.Shift);
        }
    }

    [Fact]
    public void No_two_characters_stand_on_one_key_but_those_that_shift_tells_apart()
    {
        var keys = Enumerable.Range(' ', '~' - ' ' + 1).Select(character =>
        {
            KeysymTable.TryFind((uint)character, out var key);
            return (key.Number, key.Shift);
        }).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.Equal(48, keys.Select(key => key.Number).Distinct().Count());
    }

    [Theory]
    [InlineData(0xFFBE, 0x3B), InlineData(0xFFC9, 0x58), InlineData(0xFFD5, 0x6F), InlineData(0xFF53, 0xCD), InlineData(0xFFB7, 0x47)]
    [InlineData(0xFF8D, 0x9C), InlineData(0x1008FF13, 0xB0), InlineData(0xFF13, 0xC6), InlineData(0xFE03, 0xB8), InlineData(0xFFEB, 0xDB)]
    public void Keys_that_print_nothing_have_their_numbers(uint keysym, byte number)
    {
        Assert.True(KeysymTable.TryFind(keysym, out var key));
        Assert.Equal(new KeysymKey(number), key);
    }

    [Theory]
    [InlineData(0xE9), InlineData(0x20AC), InlineData(0x010020AC), InlineData(0), InlineData(0xFFFFFFFF)]
    public void What_no_key_of_a_us_keyboard_has_is_not_found(uint keysym) => Assert.False(KeysymTable.TryFind(keysym, out _));
}
