using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Scanout.Hosting.Web;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Web.Access;

/// <summary>Who is who at <c>/vnc/NAME</c>, where VNC itself asks nobody.</summary>
public sealed class WebViewerTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("alice", "demo-2", false), InlineData("carol", "demo-1", false), InlineData("bob", "demo-1", true)]
    public async Task Who_signed_in_watches_as_himself_and_controls_where_he_may(string user, string display, bool isViewOnly)
    {
        await using var stage = await AccessStage.StartAsync();
        var jar = stage.Jar;
        await stage.SignInAsync(user);
        using var socket = await ConnectAsync(stage, display, jar);
        await OpenAsync(socket);
        Assert.Equal(new ViewerIdentity(user, isViewOnly, "session"), Assert.Single(await SeatsAsync(stage)).Entry.Identity);
    }

    [Fact]
    public async Task Who_may_not_see_it_has_not_signed_in_or_comes_from_another_page_is_refused()
    {
        await using var stage = await AccessStage.StartAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(stage, "vnc/demo-1", null));
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(stage, "spice/demo-1", null));
        var jar = stage.Jar;
        await stage.SignInAsync("carol");
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(stage, "vnc/demo-2", jar));
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(stage, "spice/demo-2", jar));
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(stage, "vnc/demo-1", jar, "http://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(stage, "vnc/demo-1?token=forged", jar));
    }

    [Fact]
    public async Task A_view_only_users_token_is_view_only_whatever_he_asks_for_and_ends_with_him()
    {
        await using var stage = await AccessStage.StartAsync();
        var bob = await stage.SignInAsync("bob");
        var (one, other) = (await TokenAsync(bob), await TokenAsync(bob));
        Assert.True(one.ViewOnly);
        using (var socket = await ConnectAsync(stage, $"demo-1?token={one.Token}", null))
        {
            await OpenAsync(socket);
            Assert.Equal(new ViewerIdentity("bob", true, "token"), Assert.Single(await SeatsAsync(stage)).Entry.Identity);
        }
        stage.WriteUsers("alice");
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(stage, $"vnc/demo-1?token={other.Token}", null));
    }

    [Fact]
    public async Task Who_is_removed_loses_the_connection_that_he_has()
    {
        await using var stage = await AccessStage.StartAsync();
        var jar = stage.Jar;
        await stage.SignInAsync("carol");
        using var socket = await ConnectAsync(stage, "demo-1", jar);
        await OpenAsync(socket);
        stage.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(await SeatsAsync(stage));
        stage.WriteUsers("alice");
        stage.Time.Advance(TimeSpan.FromSeconds(5));
        var audiences = stage.App.Services.GetRequiredService<AudienceDirectory>();
        await Wait.UntilAsync(() => Task.FromResult(audiences.Seats.Count == 0), Patience, () => "he stays");
    }

    static async Task<TokenRecord> TokenAsync(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync("api/tokens", new TokenWish("demo-1", ViewOnly: false));
        return (await answer.Content.ReadFromJsonAsync<TokenRecord>())!;
    }

    static async Task<IReadOnlyList<AudienceSeat>> SeatsAsync(AccessStage stage)
    {
        var audiences = stage.App.Services.GetRequiredService<AudienceDirectory>();
        await Wait.UntilAsync(() => Task.FromResult(audiences.Seats.Count > 0), Patience, () => "nobody has a seat");
        return audiences.Seats;
    }

    static async Task<HttpStatusCode> RefusalAsync(AccessStage stage, string path, CookieContainer? jar, string? origin = null)
    {
        using var socket = Socket(jar);
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(AddressOf(stage, path), CancellationToken.None));
        return socket.HttpStatusCode;
    }

    static async Task<ClientWebSocket> ConnectAsync(AccessStage stage, string path, CookieContainer? jar)
    {
        var socket = Socket(jar);
        await socket.ConnectAsync(AddressOf(stage, $"vnc/{path}"), CancellationToken.None).WaitAsync(Patience);
        return socket;
    }

    static ClientWebSocket Socket(CookieContainer? jar)
    {
        var socket = new ClientWebSocket();
        socket.Options.Cookies = jar;
        socket.Options.SetRequestHeader("Via", "1.1 test");
        return socket;
    }

    static Uri AddressOf(AccessStage stage, string path) => new($"ws://{stage.Address.Authority}/{path}");

    /// <summary>RFC 6143, section 7.1: nothing more is asked of who was let in.</summary>
    static async Task OpenAsync(ClientWebSocket socket)
    {
        await ReadAsync(socket, 12);
        await SendAsync(socket, "RFB 003.008\n"u8.ToArray());
        Assert.Equal([1, 1], await ReadAsync(socket, 2));
        await SendAsync(socket, [1, 1]);
        Assert.Equal([0, 0, 0, 0], await ReadAsync(socket, 4));
    }

    static Task SendAsync(ClientWebSocket socket, byte[] bytes) =>
        socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

    static async Task<byte[]> ReadAsync(ClientWebSocket socket, int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
            read += (await socket.ReceiveAsync(bytes.AsMemory(read), CancellationToken.None).AsTask().WaitAsync(Patience)).Count;
        return bytes;
    }
}
