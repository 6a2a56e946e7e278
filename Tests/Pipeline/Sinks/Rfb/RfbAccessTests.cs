using System.Buffers.Binary;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Capture;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Pipeline.Sinks.Rfb;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Sinks.Rfb;

/// <summary>Who is let in to an RFB session, over a pair of pipes.</summary>
public sealed class RfbAccessTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    static readonly LoginPassword Sesame = new("sesame", Expires: null);

    readonly TemporaryDirectory directory = new();
    readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
    readonly PaintedDevice device = new(80, 60);
    readonly Surface surface;
    readonly DisplayCapture capture;
    readonly ListLogger log = new();
    readonly TestCertificate certificate;

    public RfbAccessTests()
    {
        certificate = new TestCertificate(directory.Path);
        surface = new Surface("vm", new TilePool(), time);
        capture = new DisplayCapture(device, surface);
        capture.Poll();
    }

    public void Dispose()
    {
        capture.Dispose();
        surface.Dispose();
        directory.Dispose();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, "Tls12"), InlineData(SslProtocols.Tls13, "Tls13"), InlineData(SslProtocols.Tls12 | SslProtocols.Tls13, "Tls12")]
    public async Task Tls_alone_lets_everybody_in_and_the_picture_comes_through_it(SslProtocols offered, string chosen)
    {
        await using var client = new RfbTestClient(surface, Settings(tls: true));
        await ChooseAsync(client, [RfbSubtype.X509None], RfbSubtype.X509None);
        Assert.Equal(certificate.Thumbprint, await client.StartTlsAsync(offered));
        Assert.Equal([0, 0, 0, 0], await client.ReadAsync(4));
        await client.FinishOpeningAsync(RfbEncoding.Raw);
        await client.UpdateAsync(isIncremental: false);
        var admitted = $"let in to vm by vnc: user \"\", method none, may control, encrypted by {chosen}";
        Assert.Contains(log.Lines, line => line.Contains(admitted, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sesame", true), InlineData("open", false)]
    public async Task The_password_is_asked_for_within_tls(string password, bool isRight)
    {
        await using var client = new RfbTestClient(surface, Settings(Sesame, tls: true));
        await ChooseAsync(client, [RfbSubtype.X509Vnc], RfbSubtype.X509Vnc);
        await client.StartTlsAsync(SslProtocols.Tls12);
        var response = new byte[16];
        VncAuthentication.Respond(password, await client.ReadAsync(16), response);
        await client.SendAsync(response);
        await AssertResultAsync(client, isRight, "wrong password");
        Assert.Equal(isRight ? new ViewerIdentity("", false, "password") : null, client.Identity);
    }

    [Theory]
    [InlineData("alice", "wonder", "alice", false), InlineData("bob", "build", "bob", true)]
    [InlineData("alice", "build", null, false), InlineData("mallory", "wonder", null, false), InlineData("", "", null, false)]
    public async Task A_user_is_let_in_with_his_own_password_and_what_he_may(string name, string password, string? user, bool isViewOnly)
    {
        await using var client = new RfbTestClient(surface, Settings(users: Users(), tls: true));
        await ChooseAsync(client, [RfbSubtype.X509Plain], RfbSubtype.X509Plain);
        await client.StartTlsAsync();
        await client.SendAsync(Plain(name, password));
        await AssertResultAsync(client, user is not null, "wrong name or password");
        Assert.Equal(user is null ? null : new ViewerIdentity(user, isViewOnly, "user"), client.Identity);
        Assert.Contains(log.Lines, line => line.Contains($"user \"{name}\"", StringComparison.Ordinal)
            && line.Contains(user is null ? "was not let in" : "was let in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_stranger_calls_himself_makes_no_second_line_in_the_log()
    {
        await using var client = new RfbTestClient(surface, Settings(users: Users(), tls: true));
        await ChooseAsync(client, [RfbSubtype.X509Plain], RfbSubtype.X509Plain);
        await client.StartTlsAsync();
        await client.SendAsync(Plain("x\nviewer \e[2J\u202E" + new string('y', 900), "p"));
        await AssertResultAsync(client, false, "wrong name or password");
        var line = Assert.Single(log.Lines);
        Assert.Contains("user \"x\\u{a}viewer \\u{1b}[2J\\u{202e}yyy", line, StringComparison.Ordinal);
        Assert.DoesNotContain(line, char.IsControl);
        Assert.True(line.Length < 250, line);
    }

    [Fact]
    public async Task A_token_is_good_once_for_its_display_whatever_the_name_and_view_only_stays_with_it()
    {
        var settings = Settings(Sesame, tls: true);
        Assert.Equal([RfbSubtype.X509Vnc], RfbOffer.Of(settings, Tcp).Subtypes);
        var other = settings.Admission!.Tokens.TryCreate("another", isViewOnly: false, expires: null)!;
        Assert.Equal([RfbSubtype.X509Vnc], RfbOffer.Of(settings, Tcp).Subtypes);
        var token = settings.Admission.Tokens.TryCreate("vm", isViewOnly: true, expires: null)!;
        Assert.Equal(new ViewerIdentity("", true, "token"), await TryAsync("anybody", token, RfbSubtype.X509Vnc, RfbSubtype.X509Plain));
        settings.Admission.Tokens.TryCreate("vm", isViewOnly: true, expires: null);
        Assert.Null(await TryAsync("", token, RfbSubtype.X509Vnc, RfbSubtype.X509Plain));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await TryAsync("", other, RfbSubtype.X509Vnc, RfbSubtype.X509Plain));

        async Task<ViewerIdentity?> TryAsync(string name, string secret, params RfbSubtype[] offered)
        {
            await using var client = new RfbTestClient(surface, settings);
            await ChooseAsync(client, offered, RfbSubtype.X509Plain);
            await client.StartTlsAsync();
            await client.SendAsync(Plain(name, secret));
            var result = client.ReadAsync(4);
            await AdvanceUntilAsync(() => result.IsCompleted);
            if ((await result)[3] != 0)
                return null;
            await client.FinishOpeningAsync();
            return client.Identity;
        }
    }

    [Theory]
    // TLS, required, users, password; then the types of security and the subtypes of VeNCrypt that are offered, best first.
    [InlineData(false, true, false, false, "None", "")]
    [InlineData(false, true, false, true, "VncAuthentication", "")]
    [InlineData(false, true, true, false, "VeNCrypt", "Plain")]
    [InlineData(false, true, true, true, "VeNCrypt VncAuthentication", "Plain")]
    [InlineData(true, true, false, false, "VeNCrypt", "X509None")]
    [InlineData(true, true, false, true, "VeNCrypt", "X509Vnc")]
    [InlineData(true, true, true, false, "VeNCrypt", "X509Plain")]
    [InlineData(true, true, true, true, "VeNCrypt", "X509Plain X509Vnc")]
    [InlineData(true, false, false, false, "VeNCrypt None", "X509None")]
    [InlineData(true, false, false, true, "VeNCrypt VncAuthentication", "X509Vnc")]
    [InlineData(true, false, true, true, "VeNCrypt VncAuthentication", "X509Plain X509Vnc Plain")]
    public void What_is_offered_follows_from_the_settings(
        bool hasTls, bool isRequired, bool hasUsers, bool hasPassword, string types, string subtypes)
    {
        var settings = Settings(hasPassword ? Sesame : null, hasUsers ? Users() : null, hasTls) with { IsTlsRequired = isRequired };
        var offer = RfbOffer.Of(settings, Tcp);
        Assert.Equal((types, subtypes), (string.Join(' ', offer.Types), string.Join(' ', offer.Subtypes)));
    }

    [Fact]
    public void Who_comes_by_a_private_way_is_asked_the_same_without_tls()
    {
        var settings = Settings(Sesame, Users(), tls: true);
        foreach (var link in (ViewerLink[])[ViewerLink.Unix, ViewerLink.WebSocket, ViewerLink.SecureWebSocket])
        {
            var offer = RfbOffer.Of(settings, Tcp with { Link = link });
            Assert.Equal([RfbSecurity.VeNCrypt, RfbSecurity.VncAuthentication], offer.Types);
            Assert.Equal([RfbSubtype.Plain], offer.Subtypes);
            Assert.Equal([RfbSecurity.None], RfbOffer.Of(settings, Tcp with { Link = link, Admitted = ViewerIdentity.Anyone }).Types);
        }
    }

    [Fact]
    public async Task A_name_and_a_password_may_go_by_a_unix_socket_as_they_are()
    {
        await using var client = new RfbTestClient(surface, Settings(users: Users(), tls: true), link: ViewerLink.Unix);
        await ChooseAsync(client, [RfbSubtype.Plain], RfbSubtype.Plain, isOverTls: false);
        await client.SendAsync(Plain("alice", "wonder"));
        await AssertResultAsync(client, true, "");
        Assert.Contains(log.Lines, line => line.Contains("over a Unix socket", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_viewer_of_old_is_told_why_it_can_not_come_in_where_TLS_is_required()
    {
        await using var client = new RfbTestClient(surface, Settings(Sesame, tls: true));
        await client.ReadAsync(12);
        await client.SendAsync([.. "RFB 003.003\n"u8]);
        Assert.Equal([0, 0, 0, 0], await client.ReadAsync(4));
        var reason = await client.ReadAsync(BinaryPrimitives.ReadInt32BigEndian(await client.ReadAsync(4)));
        Assert.Contains("VeNCrypt", Encoding.UTF8.GetString(reason), StringComparison.Ordinal);
        Assert.Contains("VeNCrypt", await client.EndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RFB_3_7_has_the_result_of_TLS_without_a_password_and_no_reason_of_a_refusal()
    {
        await using (var client = new RfbTestClient(surface, Settings(tls: true)))
        {
            await ChooseAsync(client, [RfbSubtype.X509None], RfbSubtype.X509None, version: "RFB 003.007\n");
            await client.StartTlsAsync();
            Assert.Equal([0, 0, 0, 0], await client.ReadAsync(4));
            await client.FinishOpeningAsync();
        }
        await using var refused = new RfbTestClient(surface, Settings(users: Users(), tls: true));
        await ChooseAsync(refused, [RfbSubtype.X509Plain], RfbSubtype.X509Plain, version: "RFB 003.007\n");
        await refused.StartTlsAsync();
        await refused.SendAsync(Plain("alice", "x"));
        var result = refused.ReadAsync(4);
        await AdvanceUntilAsync(() => result.IsCompleted);
        Assert.Equal([0, 0, 0, 1], await result);
        await Assert.ThrowsAsync<EndOfStreamException>(() => refused.ReadAsync(1));
    }

    [Theory]
    [InlineData(0, 1), InlineData(0, 0), InlineData(1, 2), InlineData(255, 255)]
    public async Task Another_version_of_VeNCrypt_is_refused(byte major, byte minor)
    {
        await using var client = new RfbTestClient(surface, Settings(tls: true));
        await BeginVeNCryptAsync(client);
        await client.SendAsync(major, minor);
        Assert.Equal([0xFF], await client.ReadAsync(1));
        Assert.Contains($"protocol broken at byte 13: version {major}.{minor} of VeNCrypt", await client.EndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0u), InlineData(256u), InlineData(257u), InlineData(261u), InlineData(uint.MaxValue)]
    public async Task A_subtype_that_was_not_offered_is_refused(uint subtype)
    {
        await using var client = new RfbTestClient(surface, Settings(tls: true));
        await BeginVeNCryptAsync(client);
        await client.SendAsync(0, 2);
        await client.ReadAsync(6);
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, subtype);
        await client.SendAsync(bytes);
        Assert.Equal([0], await client.ReadAsync(1));
        Assert.Contains("was not offered", await client.EndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1025u, 1u), InlineData(1u, 1025u), InlineData(uint.MaxValue, uint.MaxValue)]
    public async Task Lengths_that_are_too_great_are_refused_before_anything_is_kept(uint userBytes, uint passwordBytes)
    {
        await using var client = new RfbTestClient(surface, Settings(users: Users(), tls: true));
        await ChooseAsync(client, [RfbSubtype.X509Plain], RfbSubtype.X509Plain);
        await client.StartTlsAsync();
        var header = new byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(header, userBytes);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), passwordBytes);
        await client.SendAsync(header);
        Assert.Contains("protocol broken at byte 19: a name or a password of more than 1024 bytes", await client.EndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_TLS_ends_the_session_with_one_line()
    {
        await using var client = new RfbTestClient(surface, Settings(tls: true));
        await ChooseAsync(client, [RfbSubtype.X509None], RfbSubtype.X509None);
        await client.SendAsync([.. "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8]);
        Assert.StartsWith("the TLS handshake failed: ", await client.EndAsync(), StringComparison.Ordinal);
        Assert.Single(log.Lines);
    }

    [Fact]
    public async Task Versions_of_TLS_that_are_out_of_use_are_refused()
    {
        await using var client = new RfbTestClient(surface, Settings(tls: true));
        await ChooseAsync(client, [RfbSubtype.X509None], RfbSubtype.X509None);
#pragma warning disable CA5397, SYSLIB0039 // What is out of use is what is tried.
        await Assert.ThrowsAnyAsync<Exception>(() => client.StartTlsAsync(SslProtocols.Tls11));
#pragma warning restore CA5397, SYSLIB0039
        client.Hangup();
        Assert.StartsWith("the TLS handshake failed: ", await client.EndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_TLS_handshake_that_does_not_come_to_an_end_is_ended()
    {
        await using var client = new RfbTestClient(surface, Settings(tls: true));
        await ChooseAsync(client, [RfbSubtype.X509None], RfbSubtype.X509None);
        await client.SendAsync(22, 3, 1, 0, 200);
        await AdvanceUntilAsync(() => client.Session.IsCompleted);
        Assert.Contains("handshake took longer than 10 s", await client.EndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renewed_certificate_is_shown_to_the_next_viewer_and_a_bad_one_never()
    {
        var settings = Settings(tls: true);
        var first = await ThumbprintAsync();
        Assert.Equal(certificate.Thumbprint, first);
        certificate.Renew();
        var second = await ThumbprintAsync();
        Assert.Equal(certificate.Thumbprint, second);
        Assert.NotEqual(first, second);
        File.WriteAllText(certificate.KeyFile, "nonsense");
        Assert.Equal(second, await ThumbprintAsync());
        Assert.Equal(second, await ThumbprintAsync());
        Assert.Single(log.Lines, line => line.Contains("can't be used, the one before stays", StringComparison.Ordinal));

        async Task<string> ThumbprintAsync()
        {
            await using var client = new RfbTestClient(surface, settings);
            await ChooseAsync(client, [RfbSubtype.X509None], RfbSubtype.X509None);
            return await client.StartTlsAsync();
        }
    }

    [Fact]
    public async Task A_password_that_has_expired_is_wrong()
    {
        var settings = Settings(Sesame with { Expires = time.GetUtcNow().AddSeconds(60) }, tls: true);
        Assert.True(await TryAsync());
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(await TryAsync());

        async Task<bool> TryAsync()
        {
            await using var client = new RfbTestClient(surface, settings);
            return await TryPasswordAsync(client, "sesame");
        }
    }

    [Fact]
    public async Task Who_guesses_is_slowed_and_then_told_so_and_others_are_not()
    {
        var settings = Settings(Sesame, tls: true) with { RefusalDelay = TimeSpan.Zero };
        for (var guess = 0; guess < 4; guess++)
            Assert.False(await TryAsync("192.0.2.1:100"));
        // The fifth would have to wait for eight seconds: longer than a handshake may.
        await using (var client = new RfbTestClient(surface, settings, address: "192.0.2.1:101"))
        {
            await BeginPasswordAsync(client, "sesame");
            Assert.Equal([0, 0, 0, 1], await client.ReadAsync(4));
            Assert.Equal(Admission.TooManyFailures, await client.EndAsync());
        }
        Assert.True(await TryAsync("192.0.2.2:100"));
        time.Advance(TimeSpan.FromSeconds(8));
        Assert.True(await TryAsync("192.0.2.1:102"));

        async Task<bool> TryAsync(string address)
        {
            await using var client = new RfbTestClient(surface, settings, address: address);
            return await TryPasswordAsync(client, address == "192.0.2.1:100" ? "guess" : "sesame");
        }
    }

    [Fact]
    public async Task A_viewer_that_takes_nothing_more_does_not_keep_its_session()
    {
        device.Resize(800, 600);
        device.FillRandom(new Random(1));
        capture.Poll();
        await using var client = new RfbTestClient(surface, Settings(tls: true), pauseBytes: 32768);
        await ChooseAsync(client, [RfbSubtype.X509None], RfbSubtype.X509None);
        await client.StartTlsAsync();
        await client.ReadAsync(4);
        await client.FinishOpeningAsync(RfbEncoding.Raw);
        await client.RequestAsync(isIncremental: false);
        await client.CancelAsync();
        await AdvanceUntilAsync(() => client.Session.IsCompleted);
        Assert.Equal("the service ended it", await client.EndAsync());
    }

    static readonly RfbArrival Tcp = new("vm", "192.0.2.9:1", ViewerLink.Tcp, null);

    RfbSessionSettings Settings(LoginPassword? password = null, UserFile? users = null, bool tls = false) =>
        new(new Admission(password, users, new AccessTokens(time), new LoginThrottle(time), time), TimeSpan.FromMilliseconds(16))
        {
            Tls = tls ? new TlsCertificate(certificate.CertificateFile, certificate.KeyFile, log) : null, Logger = log,
        };

    UserFile Users()
    {
        var file = Path.Combine(directory.Path, "users");
        File.WriteAllLines(file, [
            new UserEntry("alice", false, PasswordHash.Of("wonder", 1000)).ToString(),
            new UserEntry("bob", true, PasswordHash.Of("build", 1000)).ToString(),
        ]);
        return new UserFile(file, NullLogger.Instance);
    }

    static byte[] Plain(string user, string password)
    {
        var (name, secret) = (Encoding.UTF8.GetBytes(user), Encoding.UTF8.GetBytes(password));
        var header = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(header, name.Length);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), secret.Length);
        return [.. header, .. name, .. secret];
    }

    static async Task BeginVeNCryptAsync(RfbTestClient client, string version = "RFB 003.008\n")
    {
        Assert.Equal("RFB 003.008\n", Encoding.ASCII.GetString(await client.ReadAsync(12)));
        await client.SendAsync(Encoding.ASCII.GetBytes(version));
        Assert.Contains((byte)RfbSecurity.VeNCrypt, await client.ReadAsync((await client.ReadAsync(1))[0]));
        await client.SendAsync((byte)RfbSecurity.VeNCrypt);
        Assert.Equal([0, 2], await client.ReadAsync(2));
    }

    /// <summary>The handshake until TLS begins.</summary>
    static async Task ChooseAsync(
        RfbTestClient client, RfbSubtype[] offered, RfbSubtype chosen, string version = "RFB 003.008\n", bool isOverTls = true)
    {
        await BeginVeNCryptAsync(client, version);
        await client.SendAsync(0, 2);
        Assert.Equal([0, (byte)offered.Length, .. offered.SelectMany(Bytes)], await client.ReadAsync(2 + offered.Length * 4));
        await client.SendAsync(Bytes(chosen));
        if (isOverTls)
            Assert.Equal([1], await client.ReadAsync(1));

        static byte[] Bytes(RfbSubtype subtype) => [0, 0, (byte)((int)subtype >> 8), (byte)subtype];
    }

    static async Task BeginPasswordAsync(RfbTestClient client, string password)
    {
        await ChooseAsync(client, [RfbSubtype.X509Vnc], RfbSubtype.X509Vnc);
        await client.StartTlsAsync();
        var response = new byte[16];
        VncAuthentication.Respond(password, await client.ReadAsync(16), response);
        await client.SendAsync(response);
    }

    async Task<bool> TryPasswordAsync(RfbTestClient client, string password)
    {
        await BeginPasswordAsync(client, password);
        var result = client.ReadAsync(4);
        await AdvanceUntilAsync(() => result.IsCompleted);
        return (await result)[3] == 0;
    }

    async Task AssertResultAsync(RfbTestClient client, bool isAccepted, string reason)
    {
        var result = client.ReadAsync(4);
        if (!isAccepted)
            await AdvanceUntilAsync(() => result.IsCompleted);
        Assert.Equal([0, 0, 0, isAccepted ? (byte)0 : (byte)1], await result);
        if (isAccepted)
        {
            await client.FinishOpeningAsync();
            return;
        }
        var text = await client.ReadAsync(BinaryPrimitives.ReadInt32BigEndian(await client.ReadAsync(4)));
        Assert.Equal(reason, Encoding.UTF8.GetString(text));
        Assert.Equal(reason, await client.EndAsync());
    }

    async Task AdvanceUntilAsync(Func<bool> isDone) => await Wait.UntilAsync(
        () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return isDone();
        },
        Patience, () => "it goes on");
}
