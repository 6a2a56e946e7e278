using Scanout.Tests.EndToEnd.Peers;
using Scanout.Tests.Support;
using Scanout.Tests.Support.Spice;

namespace Scanout.Tests.EndToEnd;

/// <summary>The tests' own SPICE client is right about a server that others wrote: what it draws is what QEMU shows.</summary>
public sealed class SpiceTestClientTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [RealPeerFact("qemu-system-x86_64")]
    public async Task It_draws_what_qemu_shows_in_each_encoding()
    {
        await using var machine = await QemuSpice.StartAsync(directory.Path);
        foreach (var (compression, type) in new[]
        {
            (SpiceTestClient.CompressionLz4, SpiceTestClient.Lz4), (SpiceTestClient.CompressionLz, SpiceTestClient.LzRgb),
            (SpiceTestClient.CompressionOff, SpiceTestClient.Bitmap),
        })
        {
            await using var session = await OpenAsync(SpiceTestClient.Tcp(machine.Port), compression);
            await using var display = await session.OpenDisplayAsync();
            await ShowsAsync(display, machine);
            Assert.True(display.IsMarked);
            Assert.Equal((display.Surface!.Width, display.Surface.Height), display.Monitor);
            Assert.Contains(display.Draws, draw => draw.ImageType == type);
        }
    }

    [RealPeerFact("qemu-system-x86_64")]
    public async Task It_comes_in_by_WebSocket_by_TLS_and_with_either_header()
    {
        var certificate = new TestCertificate(directory.Path);
        await using var machine = await QemuSpice.StartAsync(directory.Path, certificate: certificate);
        foreach (var client in (SpiceTestClient[])
        [
            SpiceTestClient.WebSocket(new Uri($"ws://127.0.0.1:{machine.Port}/")),
            SpiceTestClient.Tls(machine.TlsPort, certificate),
            SpiceTestClient.WebSocket(new Uri($"wss://127.0.0.1:{machine.TlsPort}/"), certificate),
            SpiceTestClient.Tcp(machine.Port) with { Common = SpiceTestLink.AuthSelection | SpiceTestLink.AuthSpice },
            SpiceTestClient.Tcp(machine.Port) with { Common = SpiceTestLink.MiniHeader },
        ])
        {
            await using var session = await OpenAsync(client);
            Assert.Equal("tried", session.DisplayName);
            Assert.Equal(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), session.DisplayId);
            await using var display = await session.OpenDisplayAsync();
            await ShowsAsync(display, machine);
        }
    }

    [RealPeerFact("qemu-system-x86_64")]
    public async Task It_types_points_and_follows_another_size()
    {
        await using var machine = await QemuSpice.StartAsync(directory.Path);
        await using var session = await OpenAsync(SpiceTestClient.Tcp(machine.Port));
        Assert.Contains((SpiceTestLinkRequest.Inputs, (byte)0), session.Channels);
        await using var display = await session.OpenDisplayAsync();
        await using var inputs = await session.OpenInputsAsync();
        await using var cursor = await session.OpenCursorAsync();
        await cursor.ReadUntilAsync(() => cursor.IsOpen);
        await ShowsAsync(display, machine);
        var text = (display.Surface!.Width, display.Surface.Height);
        await inputs.KeyDownAsync(0x1e);
        await inputs.KeyUpAsync(0x9e);
        await display.ReadUntilAsync(() => display.Surface is { } surface && (surface.Width, surface.Height) != text, "another size");
        await ShowsAsync(display, machine);
        for (var move = 0; move < 9; move++)
            await inputs.MoveByAsync(3, 2);
        await inputs.ReadUntilAsync(() => inputs.MotionAcks == 2);
        await inputs.PressAsync(1, 1);
        await inputs.ReleaseAsync(1, 0);
        await Wait.UntilAsync(
            () => machine.Trace.Contains("button left, down 0", StringComparison.Ordinal), Patience, () => machine.Trace);
    }

    [RealPeerFact("qemu-system-x86_64")]
    public async Task It_is_let_in_with_the_password_and_not_with_another()
    {
        await using var machine = await QemuSpice.StartAsync(directory.Path, "sesame");
        foreach (var (password, result) in new[] { ("wrong", 7u), ("", 7u), ("sesame", 0u) })
        {
            var client = SpiceTestClient.Tcp(machine.Port);
            var (link, request) = (await client.LinkAsync(), client.Request(SpiceTestLinkRequest.Main));
            var reply = await link.LinkAsync(request);
            Assert.Equal(0u, reply.Error);
            Assert.Equal(result, await link.AuthenticateAsync(request, reply, password));
        }
        await using var session = await (SpiceTestClient.Tcp(machine.Port) with { Password = "sesame" }).OpenSessionAsync();
        Assert.NotEqual(0u, session.Id);
    }

    [RealPeerFact("qemu-system-x86_64")]
    public async Task A_malformed_link_is_answered_with_the_protocols_errors()
    {
        await using var machine = await QemuSpice.StartAsync(directory.Path);
        var request = SpiceTestClient.Tcp(machine.Port).Request(SpiceTestLinkRequest.Main);
        foreach (var (malformed, error) in new[]
        {
            (request with { Major = 1 }, 4u), (request with { Magic = [.. "XXXX"u8] }, 2u), (request with { WordsOffset = 4000 }, 3u),
            (request with { CommonCount = 1000 }, 3u),
            (request with { Channel = SpiceTestLinkRequest.Display, ConnectionId = 12345 }, 8u),
        })
        {
            var link = await SpiceTestClient.Tcp(machine.Port).LinkAsync();
            var reply = await link.LinkAsync(malformed);
            if (reply.Error == 0)
                Assert.Equal(error, await link.AuthenticateAsync(malformed, reply));
            else
                Assert.Equal(error, reply.Error);
            Assert.True(await link.IsClosedAsync());
        }
    }

    /// <summary>Of libspice-server's many images only those that ours sends too, which it makes where it is asked to.</summary>
    static Task<SpiceTestSession> OpenAsync(SpiceTestClient client, byte compression = SpiceTestClient.CompressionLz4) =>
        (client with { TakesUnknownMessages = true, Compression = compression }).OpenSessionAsync();

    /// <summary>Reads until the picture is the one that QEMU's own dump has: the text's cursor blinks.</summary>
    static async Task ShowsAsync(SpiceTestDisplay display, QemuSpice machine)
    {
        await display.ReadUntilAsync(() => display.IsMarked && display.Draws.Count > 0, "a picture");
        var differing = -1;
        await Wait.UntilAsync(
            async () =>
            {
                var expected = await machine.ScreenAsync();
                await display.DrainAsync();
                differing = display.Surface!.ToPicture().CountDifferences(expected);
                return differing == 0;
            },
            Patience, () => $"{differing} pixels differ: {display}");
    }
}
