using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Access;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Pipeline.Sinks.Audiences;
using Scanout.Tests.EndToEnd;
using Scanout.Tests.Support;
using Scanout.Tests.Support.Spice;

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
    public async Task Which_names_there_are_is_told_to_who_may_see_them()
    {
        await using var stage = await AccessStage.StartAsync();
        foreach (var path in (string[])["vnc/nobody", "spice/nobody", "vnc/nobody?token=forged"])
            Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(stage, path, null));
        var carols = stage.Jar;
        await stage.SignInAsync("carol");
        foreach (var path in (string[])["vnc/nobody", "spice/nobody"])
            Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(stage, path, carols));
        var alices = stage.Jar;
        await stage.SignInAsync("alice");
        foreach (var path in (string[])["vnc/nobody", "spice/nobody"])
            Assert.Equal(HttpStatusCode.NotFound, await RefusalAsync(stage, path, alices));
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
        Assert.Empty(Audiences(stage).Seats);
        // He is told farewell, and not cut off.
        while ((await socket.ReceiveAsync(new byte[4096], CancellationToken.None).WaitAsync(Patience)).MessageType != WebSocketMessageType.Close)
            Assert.Equal(WebSocketState.Open, socket.State);
    }

    /// <summary>By each way that is no cookie's; alice is there by the same, and stays.</summary>
    [Theory]
    [InlineData("vnc"), InlineData("spice"), InlineData("token by spice"), InlineData("token by vnc"), InlineData("token by WebSocket")]
    public async Task Who_becomes_view_only_or_is_removed_loses_his_connection_whatever_he_came_by(string way)
    {
        await using var stage = await AccessStage.StartAsync("scanout { vnc.users = \"USERS\", web.roles = ROLES }\nakka.loglevel = INFO");
        await using var alices = await EnterAsync(stage, "alice", way);
        await using var carols = await EnterAsync(stage, "carol", way);
        Assert.Equal(["alice True", "carol True"], await SeatedAsync(stage, 2));
        stage.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, Audiences(stage).Seats.Count);
        UserFileEditor.Set(stage.UsersFile, new UserEntry("carol", IsViewOnly: true, PasswordHash.Of("carol", 1000)));
        stage.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("alice", Assert.Single(Audiences(stage).Seats).Entry.Identity.User);
        await Wait.UntilAsync(
            () => Task.FromResult(stage.Log.Lines.Any(line => line.Contains($"has gone: {AccessWatch.Reason} (user 'carol'", StringComparison.Ordinal))),
            Patience, () => "the log does not tell why");
        UserFileEditor.Remove(stage.UsersFile, "alice");
        stage.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(Audiences(stage).Seats);
    }

    [Theory]
    [InlineData("session"), InlineData("vnc"), InlineData("token by vnc")]
    public async Task Who_may_no_more_by_other_roles_loses_his_connection_and_who_may_still_keeps_his(string way)
    {
        await using var stage = await AccessStage.StartAsync("scanout { vnc.users = \"USERS\", web.roles = ROLES }");
        await using var alices = await EnterAsync(stage, "alice", way);
        await using var carols = await EnterAsync(stage, "carol", way);
        await SeatedAsync(stage, 2);
        stage.App.Services.GetRequiredService<WebRights>().Roles =
            [new(["alice"], ["demo-*"], DisplayRole.Control), new(["carol"], ["demo-1"], DisplayRole.View)];
        stage.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("alice", Assert.Single(Audiences(stage).Seats).Entry.Identity.User);
    }

    [Fact]
    public async Task Who_came_by_an_API_tokens_token_goes_with_it()
    {
        await using var stage = await AccessStage.StartAsync();
        var (token, secret) = stage.Operators();
        var program = stage.Stranger(isPage: false);
        program.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        using var socket = await ConnectAsync(stage, $"demo-1?token={(await TokenAsync(program)).Token}", null);
        await OpenAsync(socket);
        Assert.Single(await SeatsAsync(stage));
        stage.App.Services.GetRequiredService<ApiTokens>().Revoke(token.Id);
        stage.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(Audiences(stage).Seats);
    }

    /// <summary>What is no viewer's has no seat: its connection ends.</summary>
    [Fact]
    public async Task The_wall_of_who_is_removed_or_has_been_signed_in_too_long_ends()
    {
        await using var stage = await AccessStage.StartAsync("scanout.web { users = \"USERS\", roles = ROLES, session = 1h, session-limit = 2h }");
        foreach (var end in (Action[])[() => stage.WriteUsers("alice"), () => stage.Time.Advance(TimeSpan.FromMinutes(30))])
        {
            stage.WriteUsers("alice", "carol");
            var jar = stage.Jar;
            await stage.SignInAsync("carol");
            using var socket = Socket(jar);
            await socket.ConnectAsync(AddressOf(stage, "api/wall"), CancellationToken.None).WaitAsync(Patience);
            for (var i = 0; i < 3; i++)
                stage.Time.Advance(TimeSpan.FromMinutes(30));
            Assert.Equal(WebSocketState.Open, socket.State);
            end();
            stage.Time.Advance(TimeSpan.FromSeconds(5));
            await Assert.ThrowsAsync<WebSocketException>(async () =>
            {
                while (true)
                    await socket.ReceiveAsync(new byte[4096], CancellationToken.None).WaitAsync(Patience);
            });
        }
    }

    [Fact]
    public async Task The_webs_roles_hold_for_its_users_however_their_file_is_spelled()
    {
        await using var stage = await AccessStage.StartAsync("scanout { vnc.users = \"/./USERS\", web { users = \"USERS\", roles = ROLES } }");
        var admission = stage.App.Services.GetRequiredService<Admission>();
        Assert.Null(await admission.FindAsync("demo-1", "mallory", "mallory", CancellationToken.None));
        Assert.NotNull(await admission.FindAsync("demo-1", "carol", "carol", CancellationToken.None));
    }

    static AudienceDirectory Audiences(AccessStage stage) => stage.App.Services.GetRequiredService<AudienceDirectory>();

    static async Task<IAsyncDisposable> EnterAsync(AccessStage stage, string user, string way)
    {
        var (vnc, spice) = await stage.PortsAsync("demo-1");
        if (way == "session")
        {
            var jar = stage.Jar;
            await stage.SignInAsync(user);
            return await RawViewer.OpenAsync(await ConnectAsync(stage, "demo-1", jar));
        }
        var token = way.StartsWith("token", StringComparison.Ordinal) ? (await TokenAsync(await stage.SignInAsync(user))).Token : "";
        return way switch
        {
            "vnc" => await RawViewer.ConnectAsync(vnc, user, user),
            "token by vnc" => await RawViewer.ConnectAsync(vnc, "whoever", token),
            "spice" => await (SpiceTestClient.Tcp(spice) with { Password = $"{user}:{user}" }).OpenSessionAsync(),
            "token by spice" => await (SpiceTestClient.Tcp(spice) with { Password = token }).OpenSessionAsync(),
            _ => await RawViewer.OpenAsync(await ConnectAsync(stage, $"demo-1?token={token}", null)),
        };
    }

    static async Task<IEnumerable<string>> SeatedAsync(AccessStage stage, int count)
    {
        await Wait.UntilAsync(() => Task.FromResult(Audiences(stage).Seats.Count == count), Patience, () => "not all have a seat");
        return Audiences(stage).Seats.Select(seat => $"{seat.Entry.Identity.User} {!seat.Entry.Identity.IsViewOnly}").Order();
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
