using System.Buffers.Binary;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Pipeline.Sinks.Spice;
using Scanout.Tests.Support;
using Scanout.Tests.Support.Spice;

namespace Scanout.Tests.Pipeline.Sinks.Spice;

/// <summary>The link stage: who is let in, and what a client that isn't is told.</summary>
public sealed class SpiceLinkTests
{
    const uint InvalidMagic = 2, InvalidData = 3, VersionMismatch = 4, NeedSecured = 5, PermissionDenied = 7, BadConnectionId = 8, ChannelNotAvailable = 9;

    [Theory]
    [InlineData(0, 0x51444553u, InvalidMagic)]
    [InlineData(4, 1u, VersionMismatch)]
    [InlineData(4, 3u, VersionMismatch)]
    [InlineData(12, 17u, InvalidData)]
    [InlineData(12, 4097u, InvalidData)]
    [InlineData(12, 0xFFFFFFFFu, InvalidData)]
    [InlineData(16 + 6, 65u, InvalidData)]
    [InlineData(16 + 6, 0xFFFFFFFFu, InvalidData)]
    [InlineData(16 + 10, 3u, InvalidData)]
    [InlineData(16 + 14, 0xFFFFFFFEu, InvalidData)]
    [InlineData(16 + 0, 77u, BadConnectionId)]
    public async Task A_malformed_link_is_answered_with_its_code_and_closed(int at, uint value, uint expected)
    {
        await using var stage = new SpiceStage();
        var bytes = stage.Client.Request(SpiceTestLinkRequest.Main).ToBytes();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
        var link = await stage.Client.LinkAsync();
        await link.SendAsync(bytes);
        Assert.Equal(expected, (await link.ReadReplyAsync()).Error);
        Assert.True(await link.IsClosedAsync());
        Assert.Empty(stage.Sessions);
    }

    [Theory]
    [InlineData(5, 0), InlineData(6, 0), InlineData(8, 0), InlineData(0, 0), InlineData(255, 0), InlineData(1, 1)]
    public async Task Channels_that_there_are_not_are_not_available(byte channel, byte channelId)
    {
        await using var stage = new SpiceStage();
        var link = await stage.Client.LinkAsync();
        Assert.Equal(ChannelNotAvailable, (await link.LinkAsync(stage.Client.Request(channel, 0, channelId))).Error);
        Assert.True(await link.IsClosedAsync());
    }

    [Theory]
    [InlineData(0u), InlineData(1u)]
    public async Task A_channel_of_no_session_has_a_bad_connection_id(uint sessionId)
    {
        await using var stage = new SpiceStage();
        var link = await stage.Client.LinkAsync();
        Assert.Equal(BadConnectionId, (await link.LinkAsync(stage.Client.Request(SpiceTestLinkRequest.Display, sessionId))).Error);
    }

    [Fact]
    public async Task A_channel_is_had_once_and_may_be_had_again_when_it_has_ended()
    {
        await using var stage = new SpiceStage();
        await using var session = await stage.Client.OpenSessionAsync();
        var first = await session.OpenDisplayAsync();
        var link = await stage.Client.LinkAsync();
        var request = stage.Client.Request(SpiceTestLinkRequest.Display, session.Id);
        Assert.Equal(ChannelNotAvailable, (await link.LinkAsync(request)).Error);
        await first.DisposeAsync();
        await Wait.UntilAsync(
            async () => (await (await stage.Client.LinkAsync()).LinkAsync(request)).Error == 0, TimeSpan.FromSeconds(10), () => "it is not free");
        await stage.ShowsAsync(await session.OpenDisplayAsync());
    }

    [Fact]
    public async Task A_mechanism_that_was_not_offered_is_invalid()
    {
        await using var stage = new SpiceStage();
        var link = await stage.Client.LinkAsync();
        Assert.Equal(0u, (await link.LinkAsync(stage.Client.Request(SpiceTestLinkRequest.Main))).Error);
        await link.SendMechanismAsync(2);
        Assert.Equal(InvalidData, await link.ReadResultAsync());
        Assert.True(await link.IsClosedAsync());
    }

    [Fact]
    public async Task A_client_that_chooses_no_mechanism_sends_its_ticket_at_once()
    {
        await using var stage = new SpiceStage();
        await using var session = await (stage.Client with { Common = 8 }).OpenSessionAsync();
        await stage.ShowsAsync(await session.OpenDisplayAsync());
    }

    [Fact]
    public async Task A_link_has_ten_seconds()
    {
        await using var stage = new SpiceStage();
        var link = await stage.Client.LinkAsync();
        await link.SendAsync("REDQ"u8.ToArray());
        stage.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(await link.IsClosedAsync());
        Assert.Contains(stage.Log.Lines, line => line.Contains("the link stage took longer than 10 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_TLS_is_required_a_plain_connection_is_told_so_before_its_ticket()
    {
        await using var stage = new SpiceStage(
            settings: (_, _) => new SpiceSessionSettings(null, TimeSpan.FromMilliseconds(16)) { IsTlsRequired = true });
        var plain = await stage.Client.LinkAsync();
        Assert.Equal(NeedSecured, (await plain.LinkAsync(stage.Client.Request(SpiceTestLinkRequest.Main))).Error);
        foreach (var link in new[] { ViewerLink.Tls, ViewerLink.Unix, ViewerLink.SecureWebSocket })
        {
            stage.Arrival = stage.Arrival with { Link = link };
            await using var session = await stage.Client.OpenSessionAsync();
        }
    }

    [Theory]
    [InlineData("secret", true, false)]
    [InlineData("secret\0 and more", true, false)]
    [InlineData("bob:build", true, true)]
    [InlineData("bob:wrong", false, false)]
    [InlineData("bob", false, false)]
    [InlineData("secre", false, false)]
    [InlineData("", false, false)]
    public async Task A_ticket_is_the_password_or_a_name_and_a_password(string ticket, bool isLetIn, bool isViewOnly)
    {
        using var directory = new TemporaryDirectory();
        var users = Path.Combine(directory.Path, "users");
        UserFileEditor.Set(users, new UserEntry("bob", true, PasswordHash.Of("build", 1000)));
        await using var stage = new SpiceStage(settings: (time, log) => SettingsOf(time, log, "secret", users));
        var link = await stage.Client.LinkAsync();
        var request = stage.Client.Request(SpiceTestLinkRequest.Main);
        var reply = await link.LinkAsync(request);
        var answering = link.AuthenticateAsync(request, reply, ticket);
        if (!isLetIn)
        {
            await Wait.UntilAsync(
                () =>
                {
                    stage.Time.Advance(TimeSpan.FromMilliseconds(100));
                    return Task.FromResult(answering.IsCompleted);
                }, TimeSpan.FromSeconds(10), () => "no answer");
            Assert.Equal(PermissionDenied, await answering);
            Assert.True(await link.IsClosedAsync());
            Assert.Contains(stage.Log.Lines, line => line.Contains("wrong ticket", StringComparison.Ordinal));
            return;
        }
        Assert.Equal(0u, await answering);
        // The client has its answer before the session has begun.
        await Wait.UntilAsync(() => Task.FromResult(stage.Sessions.Count > 0), TimeSpan.FromSeconds(10), () => "no session");
        Assert.Equal(isViewOnly, stage.Sessions.Single().Session.Identity!.IsViewOnly);
    }

    [Fact]
    public async Task A_token_opens_one_session_with_all_its_channels_and_no_other()
    {
        await using var stage = new SpiceStage(settings: (time, log) => SettingsOf(time, log, "secret", null));
        var token = stage.Door.Settings.Admission!.Tokens.TryCreate("vm", isViewOnly: true, expires: null)!;
        var client = stage.Client with { Password = token };
        await using var session = await client.OpenSessionAsync();
        await stage.ShowsAsync(await session.OpenDisplayAsync());
        await using var inputs = await session.OpenInputsAsync();
        await using var cursor = await session.OpenCursorAsync();
        Assert.Equal("token", stage.Sessions.Single().Session.Identity!.Method);
        await IsDeniedAsync(stage, client, client.Request(SpiceTestLinkRequest.Main), token);
    }

    [Fact]
    public async Task Another_channel_needs_the_ticket_too()
    {
        await using var stage = new SpiceStage(settings: (time, log) => SettingsOf(time, log, "secret", null));
        var client = stage.Client with { Password = "secret" };
        await using var session = await client.OpenSessionAsync();
        await IsDeniedAsync(stage, client, client.Request(SpiceTestLinkRequest.Display, session.Id), "guess");
    }

    [Fact]
    public async Task A_session_that_the_web_let_in_takes_no_channel_that_comes_another_way()
    {
        await using var stage = new SpiceStage(settings: (time, log) => SettingsOf(time, log, "secret", null));
        var (outside, inside) = (stage.Arrival, stage.Arrival with { Admitted = new ViewerIdentity("alice", IsViewOnly: false, "session") });
        stage.Arrival = inside;
        await using var session = await stage.Client.OpenSessionAsync();
        stage.Arrival = outside;
        await IsDeniedAsync(stage, stage.Client, stage.Client.Request(SpiceTestLinkRequest.Display, session.Id), "secret");
        stage.Arrival = inside;
        await stage.ShowsAsync(await session.OpenDisplayAsync());
    }

    [Fact]
    public async Task Who_has_found_a_sessions_number_has_a_few_guesses_and_not_one_more()
    {
        await using var stage = new SpiceStage(settings: (time, log) => SettingsOf(time, log, "secret", null));
        await using var session = await (stage.Client with { Password = "secret" }).OpenSessionAsync();
        for (var i = 0; i < 8; i++)
        {
            // Each from another address, so that none of them waits.
            stage.Arrival = stage.Arrival with { Address = $"10.0.0.{i}:1000" };
            await IsDeniedAsync(stage, stage.Client, stage.Client.Request(SpiceTestLinkRequest.Display, session.Id), $"guess {i}");
        }
        stage.Arrival = stage.Arrival with { Address = "10.0.0.8:1000" };
        await IsDeniedAsync(stage, stage.Client, stage.Client.Request(SpiceTestLinkRequest.Display, session.Id), "secret");
    }

    [Fact]
    public async Task Bytes_that_are_no_ticket_are_a_wrong_one()
    {
        await using var stage = new SpiceStage(settings: (time, log) => SettingsOf(time, log, "secret", null));
        var link = await stage.Client.LinkAsync();
        await link.LinkAsync(stage.Client.Request(SpiceTestLinkRequest.Main));
        await link.SendMechanismAsync(SpiceTestLink.TicketMechanism);
        await link.SendAsync(new byte[128]);
        await AnswersDeniedAsync(stage, link.ReadResultAsync());
    }

    [Fact]
    public async Task Who_guesses_is_slowed_whatever_he_tries()
    {
        await using var stage = new SpiceStage(settings: (time, log) => SettingsOf(time, log, "secret", null));
        for (var i = 0; i < 4; i++)
            await IsDeniedAsync(stage, stage.Client, stage.Client.Request(SpiceTestLinkRequest.Main), $"guess {i}");
        await IsDeniedAsync(stage, stage.Client, stage.Client.Request(SpiceTestLinkRequest.Main), "secret");
        Assert.Contains(stage.Log.Lines, line => line.Contains("too many failed logins", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_ticket_can_be_read_by_who_has_the_key_alone_and_the_key_is_the_same_for_all()
    {
        await using var stage = new SpiceStage();
        var one = await (await stage.Client.LinkAsync()).LinkAsync(stage.Client.Request(SpiceTestLinkRequest.Main));
        var other = await (await stage.Client.LinkAsync()).LinkAsync(stage.Client.Request(SpiceTestLinkRequest.Main));
        Assert.Equal(one.PublicKey, other.PublicKey);
        Assert.Equal("word", SpiceTicketKey.OfProcess.Read(SpiceTestLink.Encrypt(one.PublicKey, "word")));
    }

    static SpiceSessionSettings SettingsOf(TimeProvider time, ListLogger log, string password, string? users) => new(
        new Admission(
            new LoginPassword(password, null), users is null ? null : new UserFile(users, log), new AccessTokens(time),
            new LoginThrottle(time), time), TimeSpan.FromMilliseconds(16)) { Logger = log };

    static async Task IsDeniedAsync(SpiceStage stage, SpiceTestClient client, SpiceTestLinkRequest request, string ticket)
    {
        var link = await client.LinkAsync();
        var reply = await link.LinkAsync(request);
        Assert.Equal(0u, reply.Error);
        await AnswersDeniedAsync(stage, link.AuthenticateAsync(request, reply, ticket));
    }

    /// <summary>A wrong ticket's answer takes its time.</summary>
    static async Task AnswersDeniedAsync(SpiceStage stage, Task<uint> answering)
    {
        await Wait.UntilAsync(
            () =>
            {
                stage.Time.Advance(TimeSpan.FromMilliseconds(100));
                return Task.FromResult(answering.IsCompleted);
            }, TimeSpan.FromSeconds(10), () => "no answer");
        Assert.Equal(PermissionDenied, await answering);
    }
}
