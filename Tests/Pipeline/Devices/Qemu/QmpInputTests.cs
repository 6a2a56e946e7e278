using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Devices.Qemu;
using Scanout.Pipeline.Input;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Devices.Qemu;

public sealed class QmpInputTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly TemporaryDirectory directory = new();
    readonly FakeTimeProvider time = new();
    readonly RecordedLog log = new();

    string SocketPath => Path.Combine(directory.Path, "vm.qmp");

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Keys_buttons_moves_and_power_reach_qemu_in_their_order()
    {
        await using var qemu = new FakeQemu(SocketPath);
        await using var input = await ConnectAsync();
        Assert.True(input.TryKey(0x1E, true));
        Assert.True(input.TryKey(0x1E, false));
        Assert.True(input.TryMove(new(0, 0x7FFF)));
        Assert.True(input.TryButton(PointerButton.WheelUp, true));
        Assert.True(input.TryButton(PointerButton.WheelUp, false));
        Assert.True(input.TryPower(PowerAction.Shutdown));
        Assert.False(input.TryPower(PowerAction.Reboot));
        Assert.True(input.TryPower(PowerAction.Reset));
        await qemu.WaitForEventsAsync("1e+", "1e-", "x=0 y=32767", "wheel-up+", "wheel-up-", "system_powerdown", "system_reset");
        Assert.Equal("qmp_capabilities", qemu.Commands[0].GetProperty("execute").GetString());
        Assert.Equal("number", qemu.Commands[2].GetProperty("arguments").GetProperty("events")[0].GetProperty("data").GetProperty("key")
            .GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_slow_qemu_gets_the_newest_of_many_moves_and_every_key()
    {
        await using var qemu = new FakeQemu(SocketPath);
        await using var input = await ConnectAsync();
        var answer = qemu.Answer;
        var held = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        qemu.Answer = command =>
        {
            held.TrySetResult(answer(command)!);
            return null;
        };
        input.TryKey(0x10, true);
        var first = await held.Task.WaitAsync(Patience);
        for (ushort x = 1; x <= 1000; x++)
            input.TryMove(new(x, 0));
        input.TryKey(0x10, false);
        for (ushort x = 1; x <= 1000; x++)
            input.TryMove(new(x, 1));
        for (var i = 0; i < 1000; i++)
            input.TryMoveBy(2, -1);
        qemu.Answer = answer;
        await qemu.SendAsync(first);
        await qemu.WaitForEventsAsync("10+", "x=1000 y=0", "10-", "x=1000 y=1", "rel x=2000 y=-1000");
    }

    [Fact]
    public async Task Which_pointer_the_guest_uses_is_known_from_the_start_and_asked_again_while_somebody_listens()
    {
        await using var qemu = new FakeQemu(SocketPath) { Pointers = FakeQemu.Mouse };
        await using var input = await ConnectAsync();
        Assert.False(input.HasAbsolutePointer);
        time.Advance(TimeSpan.FromSeconds(10));
        input.TryKey(0x1E, true);
        await qemu.WaitForEventsAsync("1e+");
        Assert.Equal(1, qemu.PointerQuestions);
        var changes = 0;
        input.Changed += () => Interlocked.Increment(ref changes);
        qemu.Pointers = FakeQemu.Tablet;
        await AdvanceUntilAsync(() => input.HasAbsolutePointer);
        Assert.Equal(1, changes);
    }

    [Theory]
    [InlineData(FakeQemu.Tablet, true), InlineData(FakeQemu.Mouse, false), InlineData("[]", false)]
    [InlineData("""[{"current": [true], "absolute": {"current": true}}, {"current": true, "absolute": "true"}]""", false)]
    [InlineData("{}", true), InlineData("7", true), InlineData(null, true)]
    public async Task A_pointer_is_absolute_where_the_one_in_use_is_and_until_it_is_known(string? pointers, bool isAbsolute)
    {
        await using var qemu = new FakeQemu(SocketPath) { Pointers = pointers };
        await using var input = await ConnectAsync();
        Assert.Equal(isAbsolute, input.HasAbsolutePointer);
        Assert.Equal(0, log.Count("refuses"));
    }

    [Fact]
    public async Task A_list_of_pointers_that_is_none_is_not_qmp()
    {
        await using var qemu = new FakeQemu(SocketPath) { Pointers = "[1, 2]" };
        await using var input = new QmpInput("vm", SocketPath, time, log);
        await Wait.UntilAsync(() => log.Count("not QMP") == 1, Patience, log.ToString);
        Assert.False(input.IsConnected);
    }

    [Fact]
    public async Task What_qemu_refuses_is_told_once_and_the_rest_goes_on()
    {
        await using var qemu = new FakeQemu(SocketPath)
        {
            Answer = command => command.GetProperty("execute").GetString() == "qmp_capabilities"
                ? $$"""{"return": {}, "id": {{command.GetProperty("id")}}}"""
                : $$"""{"error": {"class": "GenericError", "desc": "no handler for abs"}, "id": {{command.GetProperty("id")}} }""",
        };
        await using var input = await ConnectAsync();
        input.TryMove(new(1, 1));
        input.TryKey(0x1E, true);
        input.TryMove(new(2, 2));
        await qemu.WaitForEventsAsync("x=1 y=1", "1e+", "x=2 y=2");
        input.LeaveOut(0xE9);
        input.LeaveOut(0xE9);
        await Wait.UntilAsync(() => log.Count("no handler for abs") > 0, Patience, log.ToString);
        Assert.Equal((1, 1), (log.Count("no handler for abs"), log.Count("0xE9")));
    }

    [Fact]
    public async Task Nothing_is_kept_while_qemu_is_away_and_what_was_held_is_released_when_it_is_back()
    {
        await using var qemu = new FakeQemu(SocketPath);
        await using var input = await ConnectAsync();
        input.TryKey(0x1D, true);
        input.TryButton(PointerButton.Left, true);
        await qemu.WaitForEventsAsync("1d+", "left+");
        var changes = 0;
        input.Changed += () => Interlocked.Increment(ref changes);
        qemu.Cut();
        await Wait.UntilAsync(() => Volatile.Read(ref changes) == 1, Patience, () => "it is not noticed");
        Assert.False(input.TryKey(0x1E, true));
        Assert.True(input.TryKey(0x1D, false) is false);
        Assert.False(input.TryMove(new(1, 1)));
        Assert.False(input.TryPower(PowerAction.Reset));
        await AdvanceUntilAsync(() => input.IsConnected);
        await qemu.WaitForEventsAsync("1d+", "left+", "1d-", "left-");
        Assert.Equal((2, 1), (log.Count("takes input"), log.Count("takes no input")));
    }

    [Fact]
    public async Task A_qemu_that_comes_later_is_connected_to_and_its_absence_told_once()
    {
        await using var input = new QmpInput("vm", SocketPath, time, log);
        Assert.False(input.IsConnected);
        await Wait.UntilAsync(() => log.Count("takes no input") == 1, Patience, log.ToString);
        for (var i = 0; i < 10; i++)
            time.Advance(TimeSpan.FromSeconds(5));
        await using var qemu = new FakeQemu(SocketPath);
        await AdvanceUntilAsync(() => input.IsConnected);
        Assert.Equal(1, log.Count("takes no input"));
    }

    [Theory]
    [InlineData("this is no JSON", "not QMP"), InlineData("[1, 2]", "not QMP"), InlineData("{\"event\": 1}", "not QMP")]
    public async Task A_socket_that_does_not_speak_qmp_is_told_of(string greeting, string reason)
    {
        await using var qemu = new FakeQemu(SocketPath) { Greeting = greeting };
        await using var input = new QmpInput("vm", SocketPath, time, log);
        await Wait.UntilAsync(() => log.Count(reason) == 1, Patience, log.ToString);
        Assert.False(input.IsConnected);
    }

    [Fact]
    public async Task A_line_without_an_end_is_not_held()
    {
        await using var qemu = new FakeQemu(SocketPath) { Greeting = new string(' ', QmpConnection.MaxLineBytes + 10_000) };
        await using var input = new QmpInput("vm", SocketPath, time, log);
        await Wait.UntilAsync(() => log.Count("not QMP") + log.Count("more than 65536 bytes") == 1, Patience, log.ToString);
    }

    [Fact]
    public async Task A_socket_that_another_program_has_is_given_up_after_a_while()
    {
        await using var qemu = new FakeQemu(SocketPath) { Greeting = "" };
        await using var input = new QmpInput("vm", SocketPath, time, log);
        await AdvanceUntilAsync(() => log.Count("another program may be connected") == 1);
    }

    [Fact]
    public async Task Lock_keys_are_known_as_they_were_pressed_until_the_machine_begins_anew()
    {
        await using var qemu = new FakeQemu(SocketPath);
        await using var input = await ConnectAsync();
        Press(KeyNumber.CapsLock);
        Press(KeyNumber.NumLock);
        Assert.Equal(LockKeys.CapsLock | LockKeys.NumLock, input.LockKeys);
        input.TryKey(KeyNumber.CapsLock, true);
        input.TryKey(KeyNumber.CapsLock, true);
        input.TryKey(KeyNumber.CapsLock, false);
        Assert.Equal(LockKeys.NumLock, input.LockKeys);
        await Wait.UntilAsync(() => qemu.Events.Count == 7, Patience, () => $"{qemu.Events.Count}");
        await qemu.SendAsync("""{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "RESET", "data": {"guest": true}}""");
        await Wait.UntilAsync(() => input.LockKeys == LockKeys.None, Patience, () => $"{input.LockKeys}");

        void Press(byte number)
        {
            input.TryKey(number, true);
            input.TryKey(number, false);
        }
    }

    [Fact]
    public async Task What_waits_when_the_service_ends_is_sent()
    {
        await using var qemu = new FakeQemu(SocketPath);
        var input = await ConnectAsync();
        for (byte number = 0x10; number < 0x30; number++)
            input.TryKey(number, true);
        for (byte number = 0x10; number < 0x30; number++)
            input.TryKey(number, false);
        await input.DisposeAsync();
        Assert.Equal(64, qemu.Events.Count);
        Assert.False(input.TryKey(0x10, true));
    }

    async Task<QmpInput> ConnectAsync()
    {
        var input = new QmpInput("vm", SocketPath, time, log);
        await Wait.UntilAsync(() => input.IsConnected, Patience, log.ToString);
        return input;
    }

    Task AdvanceUntilAsync(Func<bool> condition) => Wait.UntilAsync(
        () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
            return condition();
        }, Patience, log.ToString);
}
