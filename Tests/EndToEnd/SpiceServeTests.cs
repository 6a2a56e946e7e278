using System.Net.Http.Json;
using Scanout.Codecs.Pixels;
using Scanout.Hosting.Web;
using Scanout.Tests.Support;
using Scanout.Tests.Support.Spice;

namespace Scanout.Tests.EndToEnd;

/// <summary>The service over SPICE, by a client of the tests' own: what other people's viewers can't be asked or would not tell.</summary>
public sealed class SpiceServeTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly TemporaryDirectory directory = new();
    readonly TestCertificate certificate;

    public SpiceServeTests() => certificate = new TestCertificate(directory.Path);

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task The_exact_picture_comes_by_every_way_in_and_every_encoding()
    {
        await using var service = await ServeAsync($"scanout.spice {{ {Tls}, tls.required = off }}");
        using var region = new TestRegion(directory.Path, "vm", 1023, 767);
        region.Paint(1);
        var display = await service.WaitForDisplayAsync("vm", display => display.Frames > 0);
        var (port, tlsPort) = (display.Spice!.Port!.Value, display.Spice.TlsPort!.Value);
        foreach (var client in (SpiceTestClient[])
        [
            SpiceTestClient.Tcp(port), SpiceTestClient.Tls(tlsPort, certificate),
            SpiceTestClient.WebSocket(new Uri($"ws://127.0.0.1:{port}/")),
            SpiceTestClient.WebSocket(new Uri($"wss://127.0.0.1:{tlsPort}/"), certificate),
            SpiceTestClient.WebSocket(new Uri($"ws://{service.Web.BaseAddress!.Authority}/spice/vm")),
            SpiceTestClient.Tcp(port) with { Common = SpiceTestLink.AuthSelection | SpiceTestLink.AuthSpice },
            SpiceTestClient.Tcp(port) with { Common = SpiceTestLink.MiniHeader },
        ])
        {
            await using var session = await client.OpenSessionAsync();
            Assert.Equal("vm (view only)", session.DisplayName);
            await using var shown = await session.OpenDisplayAsync();
            await ShowsAsync(shown, region);
            Assert.Equal((1023, 767), shown.Monitor);
        }
        foreach (var (client, type) in new[]
        {
            (SpiceTestClient.Tcp(port) with { Compression = SpiceTestClient.CompressionOff }, SpiceTestClient.Bitmap),
            (SpiceTestClient.Tcp(port) with { Display = SpiceTestClient.WithoutLz4 }, SpiceTestClient.LzRgb),
            (SpiceTestClient.Tcp(port), SpiceTestClient.Lz4),
        })
        {
            await using var session = await client.OpenSessionAsync();
            await using var shown = await session.OpenDisplayAsync();
            await ShowsAsync(shown, region);
            Assert.All(shown.Draws.Where(draw => draw.Type == SpiceTestDisplay.DrawCopy), draw => Assert.Equal(type, draw.ImageType));
        }
    }

    [Fact]
    public async Task A_scroll_is_a_copy_another_size_another_surface_and_no_picture_has_many_draws()
    {
        await using var service = await ServeAsync();
        using var region = new TestRegion(directory.Path, "vm", 640, 480);
        region.Paint(1);
        var port = (await service.WaitForDisplayAsync("vm", display => display.Frames > 0)).Spice!.Port!.Value;
        await using var session = await SpiceTestClient.Tcp(port).OpenSessionAsync();
        await using var shown = await session.OpenDisplayAsync();
        await ShowsAsync(shown, region);
        region.ScrollUp(48);
        await ShowsAsync(shown, region);
        Assert.NotEqual(0, shown.Count(SpiceTestDisplay.CopyBits));
        region.Publisher.SetLayout(new PlaneLayout(PixelFormat.Xr24, Tiling.Linear, 801, 599, 4096));
        region.Paint(2);
        await ShowsAsync(shown, region);
        Assert.Equal((801, 599), shown.Monitor);
        Assert.True(shown.IsMarked);
        region.Publisher.Pixels.Clear();
        region.Publisher.Publish();
        await ShowsAsync(shown, region);
        Assert.NotEqual(0, shown.Count(SpiceTestDisplay.DrawFill));
        Assert.InRange(shown.MostDrawsBetweenPings, 1, 16);
    }

    [Fact]
    public async Task Where_TLS_is_required_every_channel_is_told_so()
    {
        await using var service = await ServeAsync($"scanout.spice {{ {Tls} }}");
        using var region = new TestRegion(directory.Path, "vm", 64, 64);
        var spice = (await service.WaitForDisplayAsync("vm", display => display.Frames > 0)).Spice!;
        var plain = SpiceTestClient.Tcp(spice.Port!.Value);
        await using var session = await SpiceTestClient.Tls(spice.TlsPort!.Value, certificate).OpenSessionAsync();
        foreach (var channel in (byte[])
        [
            SpiceTestLinkRequest.Main, SpiceTestLinkRequest.Display, SpiceTestLinkRequest.Inputs, SpiceTestLinkRequest.Cursor,
        ])
        {
            var link = await plain.LinkAsync();
            var reply = await link.LinkAsync(plain.Request(channel, channel == SpiceTestLinkRequest.Main ? 0 : session.Id));
            Assert.Equal(5u, reply.Error);
            Assert.True(await link.IsClosedAsync());
        }
    }

    [Fact]
    public async Task A_wrong_ticket_is_refused_and_a_token_is_good_for_one_session_with_all_its_channels()
    {
        await using var service = await ServeAsync("scanout.spice.password = sesame");
        using var region = new TestRegion(directory.Path, "vm", 320, 200);
        region.Paint(1);
        var port = (await service.WaitForDisplayAsync("vm", display => display.Frames > 0)).Spice!.Port!.Value;
        using var made = await service.Web.PostAsJsonAsync("api/tokens", new TokenWish("vm"));
        var token = (await made.Content.ReadFromJsonAsync<TokenRecord>())!.Token;
        foreach (var (password, result) in new[] { ("wrong", 7u), ("", 7u), (token, 0u), (token, 7u), ("sesame", 0u) })
        {
            var client = SpiceTestClient.Tcp(port) with { Password = password };
            if (result == 0)
            {
                await using var session = await client.OpenSessionAsync();
                await using var shown = await session.OpenDisplayAsync();
                await ShowsAsync(shown, region);
                await using var inputs = await session.OpenInputsAsync();
                await using var cursor = await session.OpenCursorAsync();
                await cursor.ReadUntilAsync(() => cursor.IsOpen);
                continue;
            }
            var (link, request) = (await client.LinkAsync(), client.Request(SpiceTestLinkRequest.Main));
            Assert.Equal(result, await link.AuthenticateAsync(request, await link.LinkAsync(request), password));
            Assert.True(await link.IsClosedAsync());
        }
    }

    [Fact]
    public async Task What_kills_libspice_ends_nothing_here_but_its_own_connection()
    {
        await using var service = await ServeAsync();
        using var region = new TestRegion(directory.Path, "vm", 320, 200);
        region.Paint(1);
        var port = (await service.WaitForDisplayAsync("vm", display => display.Frames > 0)).Spice!.Port!.Value;
        await using var other = await SpiceTestClient.Tcp(port).OpenSessionAsync();
        await using var watching = await other.OpenDisplayAsync();
        await ShowsAsync(watching, region);
        foreach (var (type, body) in new[] { ((ushort)4, Array.Empty<byte>()), (SpiceTestDisplay.Init, new byte[14]) })
        {
            await using var session = await SpiceTestClient.Tcp(port).OpenSessionAsync();
            await using var shown = await session.OpenDisplayAsync();
            await ShowsAsync(shown, region);
            await shown.Channel.SendAsync(type, body);
            await session.Main.SendAsync(4);
        }
        region.Paint(2);
        await ShowsAsync(watching, region);
    }

    /// <summary>Reads until the picture is the region's.</summary>
    static async Task ShowsAsync(SpiceTestDisplay shown, TestRegion region)
    {
        var differing = -1;
        await Wait.UntilAsync(
            async () =>
            {
                await shown.DrainAsync();
                if (shown.Surface is null || !shown.IsMarked)
                    return false;
                differing = shown.Surface.ToPicture().CountDifferences(region.Expected());
                return differing == 0;
            },
            Patience, () => $"{differing} pixels differ: {shown}");
    }

    string Tls => $"tls {{ certificate = \"{certificate.CertificateFile}\", key = \"{certificate.KeyFile}\" }}";

    Task<ScanoutProcess> ServeAsync(string settings = "") =>
        ScanoutProcess.ServeAsync($"scanout.discovery.regions = \"{directory.Path}\"\n{settings}");
}
