using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Scanout.Hosting.Cluster.Rights;
using Scanout.Hosting.Web.Access;
using Scanout.Hosting.Web.Viewers;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Cluster;

/// <summary>What another host's word is worth at the host that a display is of. Alice and Bob are users of it, and Bob may only watch.</summary>
public sealed class PassedRightsTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("alice", DisplayRole.Admin, HttpStatusCode.OK, HttpStatusCode.NotFound)]
    [InlineData("alice", DisplayRole.View, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("bob", DisplayRole.Admin, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("mallory", DisplayRole.Admin, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    public async Task A_user_is_to_be_one_here_too_and_has_the_lesser_of_both_rights(string name, DisplayRole limit, HttpStatusCode sees, HttpStatusCode controls)
    {
        await using var stage = await ClusterStage.StartAsync(hasUsers: true);
        using var client = new HttpClient();
        var identity = new WebIdentity(WebIdentityKind.User, name) { Limit = limit };
        using var seen = await client.SendAsync(stage.AsPassedOn(HttpMethod.Get, "/api/displays/demo-1/viewers", name, identity));
        // Who may control is told that there is no such console.
        using var controlled = await client.SendAsync(stage.AsPassedOn(HttpMethod.Post, "/api/displays/demo-1/control", name, identity));
        using var listed = await client.SendAsync(stage.AsPassedOn(HttpMethod.Get, "/api/displays", name, identity));
        Assert.Equal((sees, controls), (seen.StatusCode, controlled.StatusCode));
        Assert.Equal(sees == HttpStatusCode.OK ? 2 : 0, (await listed.Content.ReadFromJsonAsync<JsonArray>())!.Count);
    }

    [Fact]
    public async Task Another_hosts_operator_is_none_here_nor_is_whoever_it_lets_in()
    {
        await using var stage = await ClusterStage.StartAsync(hasUsers: true);
        using var client = new HttpClient();
        foreach (var (name, identity) in new[] { ("alice", WebIdentity.Operator with { User = "alice" }), ("alice", WebIdentity.Open with { User = "alice" }), (null, WebIdentity.Operator) })
        {
            using var answer = await client.SendAsync(stage.AsPassedOn(HttpMethod.Get, "/api/displays", name, identity));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_host_without_users_takes_those_of_the_other_host()
    {
        await using var stage = await ClusterStage.StartAsync();
        using var client = new HttpClient();
        using var answer = await client.SendAsync(
            stage.AsPassedOn(HttpMethod.Post, "/api/displays/demo-1/control", "carol", new WebIdentity(WebIdentityKind.User, "carol") { Limit = DisplayRole.View }));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Who_came_through_another_host_is_told_of_by_his_own_address_and_is_out_once_he_is_no_user_here()
    {
        await using var stage = await ClusterStage.StartAsync(hasUsers: true);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Via", "1.1 scanout");
        socket.Options.SetRequestHeader(
            RightsStatement.Header, stage.StatementOf(HttpMethod.Get, "/vnc/demo-1", "alice", new WebIdentity(WebIdentityKind.User, "alice")));
        await socket.ConnectAsync(new Uri($"ws://{stage.Address.Authority}/vnc/demo-1"), CancellationToken.None).WaitAsync(Patience);
        await SayAsync("RFB 003.008\n"u8.ToArray(), [1], [1]);
        using var own = new HttpClient { BaseAddress = stage.Address };
        ViewerRecord[] viewers = [];
        await Wait.UntilAsync(
            async () => (viewers = (await own.GetFromJsonAsync<ViewerRecord[]>("api/viewers"))!).Length == 1, Patience, () => $"{viewers.Length} viewers");
        Assert.Equal("192.0.2.7:4711", viewers[0].Address);

        stage.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(WebSocketState.Open, socket.State);
        stage.WriteUsers("bob");
        var end = ReadToEndAsync();
        await Wait.UntilAsync(
            () =>
            {
                stage.Time.Advance(TimeSpan.FromSeconds(5));
                return end.IsCompleted;
            },
            Patience, () => "the WebSocket is still there");
        await end;
        Assert.NotEqual(WebSocketState.Open, socket.State);

        async Task ReadToEndAsync()
        {
            while (socket.State == WebSocketState.Open)
                await socket.ReceiveAsync(new byte[4096], CancellationToken.None);
        }

        // Each behind what the service says before it.
        async Task SayAsync(params byte[][] words)
        {
            foreach (var word in words)
            {
                await socket.ReceiveAsync(new byte[64], CancellationToken.None).WaitAsync(Patience);
                await socket.SendAsync(word, WebSocketMessageType.Binary, true, CancellationToken.None);
            }
        }
    }
}
