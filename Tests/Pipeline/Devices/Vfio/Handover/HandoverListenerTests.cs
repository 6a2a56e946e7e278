using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Win32.SafeHandles;
using Scanout.Pipeline.Devices;
using Scanout.Pipeline.Devices.Memory;
using Scanout.Pipeline.Devices.Vfio;
using Scanout.Pipeline.Devices.Vfio.Handover;
using Scanout.Tests.Pipeline.Devices.Memory;
using Scanout.Tests.Pipeline.Devices.Vfio.Qemu;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Devices.Vfio.Handover;

/// <summary>Over real sockets with real descriptors; only what these are of is an ordinary file.</summary>
[Collection(NativeCountsCollection.Name)]
[SupportedOSPlatform("linux")]
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "xunit calls DisposeAsync")]
public sealed class HandoverListenerTests : IAsyncLifetime
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    readonly ScratchDirectory scratch = new();
    readonly FakeTimeProvider time = new();
    readonly Channel<VfioChange> told = Channel.CreateUnbounded<VfioChange>();
    readonly HandoverListener listener;
    readonly SafeFileHandle device;
    Func<DeviceFd, bool> isVfioDevice = _ => true;
    bool isTrusted = true;
    long fdsBefore;
    int systemFdsBefore;

    public HandoverListenerTests()
    {
        File.WriteAllText(scratch.File("device"), "pixels");
        device = File.OpenHandle(scratch.File("device"));
        listener = new(SocketPath, time, change => told.Writer.TryWrite(change), fd => isVfioDevice(fd)) { IsTrusted = _ => isTrusted };
    }

    string SocketPath => scratch.File("run/handover.sock");

    public Task InitializeAsync()
    {
        listener.Start();
        (fdsBefore, systemFdsBefore) = (NativeCounts.DeviceFds, OpenFds.Count());
        return Task.CompletedTask;
    }

    /// <summary>Whatever a test did, no descriptor is left.</summary>
    public async Task DisposeAsync()
    {
        await Wait.UntilAsync(() => OpenFds.Count() == systemFdsBefore, Soon, () => $"{OpenFds.Count()} descriptors, {systemFdsBefore} before");
        Assert.Equal(fdsBefore, NativeCounts.DeviceFds);
        await listener.DisposeAsync();
        Assert.False(File.Exists(SocketPath));
        Assert.False(told.Reader.TryRead(out _));
        device.Dispose();
        scratch.Dispose();
    }

    [Fact]
    public async Task A_device_that_is_handed_over_can_be_opened_again_and_again_until_the_connection_is_closed()
    {
        var id = Guid.NewGuid();
        using var client = new HandoverClient(SocketPath);
        client.Send($$"""{"name":"vm-17","id":"{{id}}"}""" + "\n", device);
        Assert.Equal("ok", await client.AnswerAsync());
        var opening = await AppearedAsync("vm-17");
        Assert.Equal((id, false, false), (opening.Id, opening.IsExclusive, opening.IsEdidForeign));
        Assert.Equal("vfio device handed over", opening.Description);
        for (var round = 0; round < 3; round++)
            using (var handle = opening.Open())
            {
                Assert.Equal("pixels", Read(handle.Device));
                Assert.Null(handle.Life.EndReason);
            }
        using var last = opening.Open();
        client.Dispose();
        Assert.Equal("the connection that handed the device over was closed", await VanishedAsync("vm-17"));
        Assert.Equal("the connection that handed the device over was closed", last.Life.EndReason);
        Assert.Equal("the connection that handed the device over was closed", Assert.Throws<DeviceException>(opening.Open).Message);
        Assert.Equal("pixels", Read(last.Device));
    }

    [Fact]
    public async Task A_device_of_a_process_lives_as_long_as_that_does()
    {
        using var process = new HoldingProcess(scratch.File("device"));
        using (var client = new HandoverClient(SocketPath))
        {
            client.Send($$"""{"name":"vm","pid":{{process.Pid}}}""" + "\n", device);
            Assert.Equal("ok", await client.AnswerAsync());
            Assert.True(await client.IsClosedAsync());
        }
        var opening = await AppearedAsync("vm");
        using (var handle = opening.Open())
        {
            Assert.Equal($"vfio device handed over for process {process.Pid}", opening.Description);
            time.Advance(HandoverListener.Period);
            Assert.Null(handle.Life.EndReason);
            process.End();
            Assert.Equal($"process {process.Pid} has ended", handle.Life.EndReason);
        }
        Assert.Equal($"process {process.Pid} has ended", await VanishedAsync("vm"));
    }

    [Fact]
    public async Task A_vm_that_was_started_anew_need_not_wait_until_the_old_ones_end_is_noticed()
    {
        var process = new HoldingProcess(scratch.File("device"));
        using (var client = new HandoverClient(SocketPath))
        {
            client.Send($$"""{"name":"vm","pid":{{process.Pid}}}""" + "\n", device);
            Assert.Equal("ok", await client.AnswerAsync());
        }
        await AppearedAsync("vm");
        process.Dispose();
        using (var client = new HandoverClient(SocketPath))
        {
            client.Send("""{"name":"vm"}""" + "\n", device);
            Assert.Equal("ok", await client.AnswerAsync());
            Assert.Contains("has ended", await VanishedAsync("vm"), StringComparison.Ordinal);
            await AppearedAsync("vm");
            time.Advance(HandoverListener.Period);
        }
        await VanishedAsync("vm");
    }

    [Fact]
    public async Task A_live_name_is_not_given_twice_but_again()
    {
        using (var first = new HandoverClient(SocketPath))
        {
            first.Send("""{"name":"vm"}""" + "\n", device);
            Assert.Equal("ok", await first.AnswerAsync());
            await AppearedAsync("vm");
            await RefusedAsync("a device of the name vm was handed over already", client => client.Send("""{"name":"vm"}""" + "\n", device));
        }
        await VanishedAsync("vm");
        using (var again = new HandoverClient(SocketPath))
        {
            again.Send("""{"name":"vm"}""" + "\n", device);
            Assert.Equal("ok", await again.AnswerAsync());
            await AppearedAsync("vm");
        }
        await VanishedAsync("vm");
    }

    [Theory]
    [InlineData("\n", "the message is no JSON")]
    [InlineData("{\n", "the message is no JSON")]
    [InlineData("[]\n", "the message is no object of JSON")]
    [InlineData("null\n", "the message is no object of JSON")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}\n", "the message is no JSON")]
    [InlineData("{\"name\":\"\\ud800\"}\n", "the message is no JSON")]
    [InlineData("{\"name\":[[[[[[1]]]]]]}\n", "the message is no JSON")]
    [InlineData("{}\n", "\"name\" is missing or no display's name")]
    [InlineData("{\"name\":\"\"}\n", "\"name\" is missing or no display's name")]
    [InlineData("{\"name\":7}\n", "\"name\" is missing or no display's name")]
    [InlineData("{\"name\":\"../etc\"}\n", "\"name\" is missing or no display's name")]
    [InlineData("{\"name\":\"a\\u001b[2J\"}\n", "\"name\" is missing or no display's name")]
    [InlineData("{\"name\":\"a\",\"id\":\"x\"}\n", "\"id\" is no UUID")]
    [InlineData("{\"name\":\"a\",\"id\":7}\n", "\"id\" is no UUID")]
    [InlineData("{\"name\":\"a\",\"pid\":0}\n", "\"pid\" is no process number")]
    [InlineData("{\"name\":\"a\",\"pid\":\"1\"}\n", "\"pid\" is no process number")]
    [InlineData("{\"name\":\"a\",\"pid\":1e99}\n", "\"pid\" is no process number")]
    [InlineData("{\"name\":\"a\",\"uuid\":\"x\"}\n", "there is a member that is none of \"name\", \"id\" and \"pid\"")]
    [InlineData("{\"name\":\"a\"}\n{\"name\":\"b\"}\n", "something follows the newline")]
    [InlineData("{\"name\":\"a\",\"pid\":2000000000}\n", "process 2000000000 has ended")]
    public Task A_message_that_is_not_as_agreed_is_refused(string message, string reason) =>
        RefusedAsync(reason, client => client.Send(message, device));

    [Fact]
    public async Task There_must_be_one_descriptor()
    {
        await RefusedAsync("no descriptor came", client => client.Send("""{"name":"a"}""" + "\n"));
        await RefusedAsync("more than one descriptor came", client => client.Send("""{"name":"a"}""" + "\n", device, device));
        await RefusedAsync("more than one descriptor came", client =>
        {
            client.Send("{\"name\"", device);
            client.Send(":\"a\"}\n", device);
        });
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(253)]
    public Task Of_many_descriptors_none_is_kept(int count) =>
        RefusedAsync("more than one descriptor came", client => client.Send("""{"name":"a"}""" + "\n", [.. Enumerable.Repeat(device, count)]));

    [Fact]
    public Task A_descriptor_of_something_else_is_refused()
    {
        isVfioDevice = VfioProbe.IsDevice;
        return RefusedAsync("the descriptor is no VFIO device", client => client.Send("""{"name":"a"}""" + "\n", device));
    }

    [Fact]
    public Task Others_may_not_hand_devices_over()
    {
        isTrusted = false;
        return RefusedAsync("only root and the user that runs the service may hand devices over", _ => { });
    }

    [Fact]
    public void Root_and_this_user_are_trusted()
    {
        Assert.True(HandoverPeer.IsTrusted(0));
        Nobody.Run(() => Assert.Equal((true, !Nobody.IsOther), (HandoverPeer.IsTrusted(0), HandoverPeer.IsTrusted(12345))));
        Assert.False(HandoverPeer.IsTrusted(12345));
    }

    [Fact]
    public async Task The_kernel_tells_who_the_peer_is()
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(scratch.File("peer")));
        server.Listen();
        File.SetUnixFileMode(scratch.File("peer"), (UnixFileMode)0x1FF);
        HandoverClient? client = null;
        Nobody.Run(() => client = new(scratch.File("peer")));
        using (client)
        using (var accepted = await server.AcceptAsync())
            Assert.Equal(Nobody.IsOther ? 65534u : Libc.GetEffectiveUser(), HandoverPeer.UserOf(accepted));
    }

    [Fact]
    public async Task A_line_may_come_in_pieces_and_be_as_long_as_it_may()
    {
        using (var client = new HandoverClient(SocketPath))
        {
            client.Send("{", device);
            foreach (var piece in new[] { "\"na", "me\":\"vm\"", new string(' ', 4095 - 13), "}", "\n" })
                client.Send(piece);
            Assert.Equal("ok", await client.AnswerAsync());
            await AppearedAsync("vm");
        }
        await VanishedAsync("vm");
    }

    [Fact]
    public async Task A_line_that_is_too_long_or_not_ended_is_refused()
    {
        await RefusedAsync("there is no newline within 4096 bytes", client => client.Send(new string(' ', 4096) + "\n", device));
        await RefusedAsync("there is no newline within 4096 bytes", client =>
        {
            client.Send("""{"name":"a"}""", device);
            client.EndSending();
        });
        await RefusedAsync("there is no newline within 4096 bytes", client => client.EndSending());
    }

    [Fact]
    public async Task A_client_that_says_nothing_more_is_not_waited_for()
    {
        using var silent = new HandoverClient(SocketPath);
        using var slow = new HandoverClient(SocketPath);
        slow.Send("{\"name\"", device);
        var answers = Task.WhenAll(silent.AnswerAsync(), slow.AnswerAsync());
        await Wait.UntilAsync(
            () =>
            {
                time.Advance(HandoverListener.Patience);
                return answers.IsCompleted;
            },
            Soon, () => "no answer");
        Assert.Equal(["refused: no whole line came within 5 seconds", "refused: no whole line came within 5 seconds"], await answers);
    }

    [Fact]
    public async Task A_client_that_goes_in_the_middle_of_its_line_leaves_nothing()
    {
        for (var round = 0; round < 20; round++)
        {
            using var client = new HandoverClient(SocketPath);
            client.Send("{\"name\"", device);
        }
        await RefusedAsync("no descriptor came", client => client.Send("{}\n"));
    }

    [Fact]
    public async Task A_second_message_ends_what_the_first_handed_over()
    {
        using var client = new HandoverClient(SocketPath);
        client.Send("""{"name":"vm"}""" + "\n", device);
        Assert.Equal("ok", await client.AnswerAsync());
        await AppearedAsync("vm");
        client.Send("""{"name":"vm-2"}""" + "\n", device);
        Assert.Equal("more than one message came on the connection that handed the device over", await VanishedAsync("vm"));
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task The_end_of_the_listener_ends_all_lives_and_tells_nothing()
    {
        using var client = new HandoverClient(SocketPath);
        client.Send("""{"name":"vm"}""" + "\n", device);
        Assert.Equal("ok", await client.AnswerAsync());
        using var handle = (await AppearedAsync("vm")).Open();
        using var silent = new HandoverClient(SocketPath);
        await listener.DisposeAsync();
        Assert.Equal("the handover has ended", handle.Life.EndReason);
        Assert.True(await client.IsClosedAsync());
        Assert.True(await silent.IsClosedAsync());
        handle.Dispose();
        client.Dispose();
        silent.Dispose();
        systemFdsBefore = OpenFds.Count();
    }

    [Fact]
    public void The_socket_is_its_owners_alone() =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SocketPath));

    [Fact]
    public async Task A_socket_that_somebody_listens_on_is_not_taken_away()
    {
        await using var second = new HandoverListener(SocketPath, time, _ => { });
        Assert.Equal(
            $"the handover socket {SocketPath} can't be made: another program listens there",
            Assert.Throws<DeviceException>(second.Start).Message);
        await RefusedAsync("no descriptor came", client => client.Send("{}\n"));
    }

    [Fact]
    public async Task A_socket_that_a_killed_listener_left_is_replaced()
    {
        var path = scratch.File("left.sock");
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            left.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, path + ".kept");
        }
        File.Move(path + ".kept", path);
        Assert.True(File.Exists(path));
        await using (var next = new HandoverListener(path, time, _ => { }))
        {
            next.Start();
            using var client = new HandoverClient(path);
            client.Send("{}\n");
            Assert.StartsWith("refused:", await client.AnswerAsync(), StringComparison.Ordinal);
        }
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Anything_else_in_its_place_is_left_there()
    {
        await using var other = new HandoverListener(scratch.File("device"), time, _ => { });
        Assert.Contains("no socket", Assert.Throws<DeviceException>(other.Start).Message, StringComparison.Ordinal);
        Assert.Equal("pixels", File.ReadAllText(scratch.File("device")));
        await using var tooLong = new HandoverListener(scratch.File(new string('x', 200)), time, _ => { });
        Assert.Contains("can't be made", Assert.Throws<DeviceException>(tooLong.Start).Message, StringComparison.Ordinal);
        await using var below = new HandoverListener(scratch.File("device/x.sock"), time, _ => { });
        Assert.Contains("can't be made", Assert.Throws<DeviceException>(below.Start).Message, StringComparison.Ordinal);
    }

    async Task RefusedAsync(string reason, Action<HandoverClient> send)
    {
        using var client = new HandoverClient(SocketPath);
        send(client);
        Assert.Equal("refused: " + reason, await client.AnswerAsync());
        Assert.True(await client.IsClosedAsync());
    }

    async Task<IVfioOpening> AppearedAsync(string name)
    {
        var appeared = Assert.IsType<VfioChange.Appeared>(await NextAsync());
        Assert.Equal(name, appeared.Name);
        return appeared.Opening;
    }

    async Task<string> VanishedAsync(string name)
    {
        for (var rounds = 0; rounds < 100 && !told.Reader.TryPeek(out _); rounds++)
        {
            time.Advance(HandoverListener.Period);
            await Task.Yield();
        }
        var vanished = Assert.IsType<VfioChange.Vanished>(await NextAsync());
        Assert.Equal(name, vanished.Name);
        return vanished.Reason;
    }

    async Task<VfioChange> NextAsync()
    {
        using var limit = new CancellationTokenSource(Soon);
        return await told.Reader.ReadAsync(limit.Token);
    }

    static string Read(DeviceFd fd) => File.ReadAllText($"/proc/self/fd/{fd.DangerousGetHandle()}");
}
