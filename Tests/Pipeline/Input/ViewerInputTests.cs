using Scanout.Pipeline.Input;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Input;

public sealed class ViewerInputTests
{
    const uint ShiftL = 0xFFE1, ControlL = 0xFFE3;

    readonly RecordedInput target = new();
    readonly ViewerInput viewer;

    public ViewerInputTests() => viewer = new ViewerInput(target) { IsInControl = true };

    [Fact]
    public void A_key_goes_down_and_up_and_repeats_as_the_viewer_says()
    {
        Down('a', 'a');
        Up('a', 'a');
        Assert.Equal("1e+ 1e+ 1e-", target.Take());
    }

    [Fact]
    public void A_shifted_symbol_that_comes_with_its_shift_is_just_the_key()
    {
        Down(ShiftL, 'A', '!');
        Up('!', 'A', ShiftL);
        Assert.Equal("2a+ 1e+ 02+ 02- 1e- 2a-", target.Take());
    }

    [Fact]
    public void A_shifted_symbol_without_shift_is_given_one_for_the_moment()
    {
        Down('A');
        Up('A');
        Assert.Equal("2a+ 1e+ 2a- 1e-", target.Take());
        Down(0xFE20); // ISO_Left_Tab
        Assert.Equal("2a+ 0f+ 2a-", target.Take());
    }

    [Fact]
    public void A_plain_symbol_that_comes_with_shift_has_it_lifted_for_the_moment()
    {
        // Shift and 7 is a slash on a German keyboard.
        Down(ShiftL, '/');
        Up('/', ShiftL);
        Assert.Equal("2a+ 2a- 35+ 2a+ 35- 2a-", target.Take());
    }

    [Fact]
    public void Caps_lock_is_as_good_as_shift_for_letters_and_for_nothing_else()
    {
        target.LockKeys = LockKeys.CapsLock;
        Down('A');
        Assert.Equal("1e+", target.Take());
        Down('a');
        Assert.Equal("2a+ 1e+ 2a-", target.Take());
        Down('1');
        Assert.Equal("02+", target.Take());
        Down('!');
        Assert.Equal("2a+ 02+ 2a-", target.Take());
    }

    [Fact]
    public void A_shortcut_is_typed_as_it_comes()
    {
        Down(ControlL, 'A');
        Assert.Equal("1d+ 1e+", target.Take());
        Down(ShiftL, 'c');
        Assert.Equal("2a+ 2e+", target.Take());
    }

    [Fact]
    public void Space_tab_and_enter_are_the_same_with_shift_and_without()
    {
        Down(ShiftL, ' ', 0xFF09, 0xFF0D);
        Assert.Equal("2a+ 39+ 0f+ 1c+", target.Take());
    }

    [Fact]
    public void A_scancode_is_taken_as_it_is_and_the_keysym_where_there_is_none()
    {
        viewer.Key(0xCD, 'x', true);
        viewer.Key(0, 'x', true);
        viewer.Key(0xE04D, 'y', true);
        Assert.Equal("cd+ 2d+ 15+", target.Take());
    }

    [Fact]
    public void A_keysym_without_a_key_is_left_out_and_said()
    {
        Down(0xE9);
        Up(0xE9);
        Assert.Equal("?e9", target.Take());
    }

    [Fact]
    public void What_is_held_is_released_when_control_is_lost_and_nothing_passes_until_it_is_back()
    {
        Down(ControlL, 'a');
        viewer.Point(new(1, 2), 1);
        target.Take();
        viewer.IsInControl = false;
        Assert.Equal("1d- 1e- Left-", string.Join(' ', target.Take().Split(' ').Order()));
        Down('b', 0xE9);
        viewer.Point(new(3, 4), 2);
        Assert.False(viewer.TryPower(PowerAction.Reset));
        Assert.Equal("", target.Take());
        viewer.IsInControl = true;
        Up('a');
        Down('b');
        Assert.Equal("30+", target.Take());
    }

    [Fact]
    public void Buttons_follow_the_pointer_and_each_press_of_a_wheel_is_one_click()
    {
        viewer.Point(new(1, 2), 0b1);
        viewer.Point(new(3, 4), 0b1);
        viewer.Point(new(3, 4), 0b100);
        Assert.Equal("@1,2 Left+ @3,4 @3,4 Left- Right+", target.Take());
        viewer.Point(new(3, 4), 0b1000);
        viewer.Point(new(3, 4), 0);
        viewer.Point(new(3, 4), 0b110010000);
        Assert.Equal("@3,4 Right- WheelUp+ WheelUp- @3,4 @3,4 WheelDown+ WheelDown- Side+ Extra+", target.Take());
    }

    [Fact]
    public void A_button_by_itself_is_pressed_and_released_and_a_wheel_steps_when_it_is_pressed()
    {
        viewer.Move(new(1, 2));
        viewer.Button(PointerButton.Left, true);
        viewer.MoveBy(-3, 4);
        viewer.Button(PointerButton.Left, true);
        viewer.Button(PointerButton.Left, false);
        Assert.Equal("@1,2 Left+ -3+4 Left-", target.Take());
        foreach (var isDown in (bool[])[true, false, true, false])
            viewer.Button(PointerButton.WheelDown, isDown);
        Assert.Equal("WheelDown+ WheelDown- WheelDown+ WheelDown-", target.Take());
        viewer.Button(PointerButton.Extra, true);
        viewer.IsInControl = false;
        viewer.Button(PointerButton.Right, true);
        viewer.MoveBy(1, 1);
        viewer.Move(new(1, 1));
        Assert.Equal("Extra+ Extra-", target.Take());
    }

    [Fact]
    public void Locks_that_are_not_as_they_should_be_are_typed_but_not_one_that_is_held_down()
    {
        target.LockKeys = LockKeys.NumLock;
        viewer.SetLocks(LockKeys.NumLock);
        Assert.Equal("", target.Take());
        viewer.SetLocks(LockKeys.CapsLock | LockKeys.ScrollLock);
        Assert.Equal("3a+ 3a- 45+ 45- 46+ 46-", target.Take());
        viewer.Key(KeyNumber.CapsLock, true);
        viewer.SetLocks(LockKeys.CapsLock);
        Assert.Equal("3a+ 45+ 45-", target.Take());
        viewer.IsInControl = false;
        target.Take();
        viewer.SetLocks(LockKeys.None);
        Assert.Equal("", target.Take());
    }

    [Fact]
    public void A_key_that_the_target_refused_is_not_released_later()
    {
        target.IsConnected = false;
        Down('a');
        target.IsConnected = true;
        Up('a');
        Assert.Equal("", target.Take());
    }

    [Theory]
    [InlineData(1920, 1080), InlineData(1, 1), InlineData(333, 222), InlineData(16384, 16384)]
    public void A_position_is_found_again_by_a_guest_that_rounds_down(int width, int height)
    {
        for (var i = 0; i < 1000; i++)
        {
            var (x, y) = (i * 7919 % width, i * 104729 % height);
            var position = PointerPosition.Of(x, y, width, height);
            Assert.Equal((x, y), (position.X * width / (PointerPosition.Max + 1), position.Y * height / (PointerPosition.Max + 1)));
        }
        Assert.Equal(PointerPosition.Of(width - 1, 0, width, height), PointerPosition.Of(60000, -1, width, height));
    }

    void Down(params uint[] keysyms) => Array.ForEach(keysyms, keysym => viewer.Key(keysym, true));

    void Up(params uint[] keysyms) => Array.ForEach(keysyms, keysym => viewer.Key(keysym, false));
}
