using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace Scanout.Tests.EndToEnd;

/// <summary>SIGTERM ends the service with 0 within five seconds, whoever is there and whatever does not answer.</summary>
public sealed class DrainTests
{
    static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task Neither_pages_and_viewers_nor_a_collector_that_never_answers_hold_up_the_end(string protocol)
    {
        // It is let in by the kernel, and nobody takes what it says.
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        await using var service = await ScanoutProcess.ServeAsync(
            $$"""scanout.telemetry { otlp = "http://127.0.0.1:{{((IPEndPoint)collector.LocalEndpoint).Port}}", protocol = {{protocol}}, interval = 1s, traces.every = 1 }""",
            "--demo", "3");
        var display = await service.WaitForDisplayAsync("demo-1", display => display.Frames > 0);
        await using var viewer = await RawViewer.ConnectAsync(display.Vnc!.Port);
        await viewer.UpdateAsync();
        using var wall = await OpenAsync(service, "api/wall");
        await wall.SendAsync("""{"show":["demo-1","demo-2"],"width":320}"""u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        using var console = await OpenAsync(service, "vnc/demo-2");
        using var past = await service.Web.GetAsync("metrics", HttpCompletionOption.ResponseHeadersRead);
        // A report is under way, and waits for its answer.
        using var report = await collector.AcceptSocketAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await viewer.UpdateAsync();
        Assert.Equal(0, await service.TerminateAsync().WaitAsync(Promised));
    }

    static async Task<ClientWebSocket> OpenAsync(ScanoutProcess service, string path)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{service.Web.BaseAddress!.Authority}/{path}"), CancellationToken.None);
        return socket;
    }
}
