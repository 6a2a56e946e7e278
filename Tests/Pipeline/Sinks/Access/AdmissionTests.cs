using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Sinks.Access;

/// <summary>Who is let in by a ticket, and what the protocols have in common.</summary>
public sealed class AdmissionTests : IDisposable
{
    static readonly ViewerIdentity OfPassword = new("", IsViewOnly: false, "password");

    readonly TemporaryDirectory directory = new();
    readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
    readonly AccessTokens tokens;
    readonly LoginThrottle throttle;

    public AdmissionTests() => (tokens, throttle) = (new AccessTokens(time), new LoginThrottle(time));

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("correct horse", true), InlineData("correct ", false), InlineData("correct horse battery", false), InlineData("", false)]
    public async Task A_ticket_is_the_whole_password(string ticket, bool isRight) =>
        Assert.Equal(isRight ? OfPassword : null, await FindAsync(Of(new LoginPassword("correct horse", Expires: null)), ticket));

    [Fact]
    public async Task A_password_that_has_expired_is_no_ticket()
    {
        var admission = Of(new LoginPassword("sesame", time.GetUtcNow().AddSeconds(60)));
        Assert.NotNull(await FindAsync(admission, "sesame"));
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Null(await FindAsync(admission, "sesame"));
    }

    [Theory]
    [InlineData("alice:won:der", "alice", false), InlineData("bob:build", "bob", true)]
    [InlineData("alice:build", null, false), InlineData("alice", null, false), InlineData("alice:", null, false)]
    [InlineData(":won:der", null, false), InlineData("won:der", null, false), InlineData("mallory:won:der", null, false)]
    public async Task A_users_ticket_is_his_name_and_his_password(string ticket, string? user, bool isViewOnly) =>
        Assert.Equal(user is null ? null : new ViewerIdentity(user, isViewOnly, "user"), await FindAsync(Of(users: Users()), ticket));

    [Fact]
    public async Task A_user_is_good_until_his_entry_changes_and_others_stay()
    {
        var path = Path.Combine(directory.Path, "users");
        foreach (var name in (string[])["alice", "bob"])
            UserFileEditor.Set(path, new UserEntry(name, IsViewOnly: false, PasswordHash.Of(name, 1000)));
        var admission = Of(users: new UserFile(path, NullLogger.Instance));
        var (alice, bob) = ((await FindAsync(admission, "alice:alice"))!, (await FindAsync(admission, "bob:bob"))!);
        Assert.True(alice.IsStillGood() && bob.IsStillGood());
        UserFileEditor.Set(path, new UserEntry("bob", IsViewOnly: true, PasswordHash.Of("bob", 1000)));
        Assert.True(alice.IsStillGood());
        Assert.False(bob.IsStillGood());
        UserFileEditor.Remove(path, "alice");
        Assert.False(alice.IsStillGood());
    }

    [Fact]
    public void A_file_of_users_is_the_same_however_it_is_spelled()
    {
        var (path, link) = (Path.Combine(directory.Path, "users"), Path.Combine(directory.Path, "link"));
        File.WriteAllText(path, "");
        File.WriteAllText(Path.Combine(directory.Path, "other"), "");
        File.CreateSymbolicLink(link, path);
        Assert.True(UserFile.IsSame(path, $"{directory.Path}/./users"));
        Assert.True(UserFile.IsSame(path, link));
        Assert.False(UserFile.IsSame(path, Path.Combine(directory.Path, "other")));
        Assert.False(UserFile.IsSame(Path.Combine(directory.Path, "none"), Path.Combine(directory.Path, "nowhere")));
    }

    [Fact]
    public async Task Beside_users_the_password_is_a_ticket_too_even_one_with_a_colon()
    {
        var admission = Of(new LoginPassword("alice:sesame", Expires: null), Users());
        Assert.Equal(OfPassword, await FindAsync(admission, "alice:sesame"));
        Assert.Equal("alice", (await FindAsync(admission, "alice:won:der"))?.User);
        Assert.Null(await FindAsync(admission, "sesame"));
    }

    [Fact]
    public async Task A_token_is_a_ticket_once_by_whichever_protocol_and_for_its_display()
    {
        var (vnc, spice) = (Of(), Of(new LoginPassword("sesame", Expires: null), Users()));
        var token = tokens.TryCreate("vm", isViewOnly: true, expires: null)!;
        Assert.Null(await spice.FindByTicketAsync("another", token, CancellationToken.None));
        Assert.Equal(new ViewerIdentity("", true, "token"), await FindAsync(spice, token));
        Assert.Null(await FindAsync(spice, token));
        Assert.Null(await vnc.FindAsync("vm", "", token, CancellationToken.None));
    }

    [Fact]
    public async Task Where_nobody_is_known_no_ticket_is_right()
    {
        Assert.Null(await FindAsync(Of(), ""));
        Assert.Null(await FindAsync(Of(), "alice:won:der"));
        Assert.True(Of().IsOpen);
    }

    [Fact]
    public async Task Who_guesses_by_one_protocol_waits_by_the_other()
    {
        var (vnc, spice) = (Of(), Of(new LoginPassword("sesame", Expires: null)));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal((null, ""), await TryAsync(vnc, "guess"));
            time.Advance(TimeSpan.FromSeconds(i < 3 ? 8 : 0));
        }
        Assert.Equal((null, Admission.TooManyFailures), await TryAsync(spice, "sesame"));
        time.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal((OfPassword, ""), await TryAsync(spice, "sesame"));

        Task<(ViewerIdentity? Identity, string Refusal)> TryAsync(Admission admission, string ticket) => admission.AdmitAsync(
            "192.0.2.1:100", TimeSpan.FromSeconds(5), token => admission.FindByTicketAsync("vm", ticket, token), CancellationToken.None);
    }

    [Fact]
    public async Task What_a_user_may_do_with_a_display_is_for_others_to_say()
    {
        var admission = new Admission(null, Users(), tokens, throttle, time, (user, display) => display == "vm"
            ? Admission.IdentityOf(user) with { IsViewOnly = true } : null);
        Assert.Equal(new ViewerIdentity("alice", true, "user"), await FindAsync(admission, "alice:won:der"));
        Assert.Equal(new ViewerIdentity("alice", true, "user"), await admission.FindAsync("vm", "alice", "won:der", CancellationToken.None));
        Assert.Null(await admission.FindAsync("another", "alice", "won:der", CancellationToken.None));
    }

    [Fact]
    public async Task A_token_of_somebody_who_lost_his_rights_is_none()
    {
        var isGood = true;
        var (one, other) = (tokens.TryCreate("vm", false, null, "alice", () => isGood)!, tokens.TryCreate("vm", false, null, "alice", () => isGood)!);
        Assert.Equal(new ViewerIdentity("alice", false, "token"), await FindAsync(Of(), one));
        isGood = false;
        Assert.Null(await FindAsync(Of(), other));
    }

    Admission Of(LoginPassword? password = null, UserFile? users = null) => new(password, users, tokens, throttle, time);

    static Task<ViewerIdentity?> FindAsync(Admission admission, string ticket) =>
        admission.FindByTicketAsync("vm", ticket, CancellationToken.None);

    UserFile Users()
    {
        var file = Path.Combine(directory.Path, "users");
        File.WriteAllLines(file, [
            new UserEntry("alice", false, PasswordHash.Of("won:der", 1000)).ToString(),
            new UserEntry("bob", true, PasswordHash.Of("build", 1000)).ToString(),
        ]);
        return new UserFile(file, NullLogger.Instance);
    }
}
