using System.Net;
using System.Net.Http.Json;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Access;

namespace Scanout.Tests.Hosting.Web.Access;

/// <summary>Signing in and out, sessions and API tokens.</summary>
public sealed class SignInTests
{
    [Fact]
    public async Task Who_signs_in_is_told_what_he_may_and_who_signs_out_is_nobody()
    {
        await using var stage = await AccessStage.StartAsync();
        var client = stage.Stranger();
        using (var answer = await client.PostAsJsonAsync("api/session", new SignIn("bob", "bob")))
        {
            var cookie = answer.Headers.GetValues("Set-Cookie").Single();
            Assert.StartsWith("scanout-session=", cookie, StringComparison.Ordinal);
            Assert.EndsWith("; path=/; samesite=strict; httponly", cookie, StringComparison.Ordinal);
        }
        var session = (await client.GetFromJsonAsync<SessionRecord>("api/session"))!;
        Assert.Equal((false, "bob"), (session.Open, session.User));
        Assert.Equal(("demo-1", "view"), (session.Roles.Single().Displays.Single(), session.Roles.Single().Role));
        Assert.Equal(HttpStatusCode.NoContent, await WebAccessTests.StatusAsync(client, "DELETE", "api/session"));
        Assert.Equal(HttpStatusCode.Unauthorized, await DisplaysAsync(client));
    }

    [Fact]
    public async Task A_session_that_was_signed_out_is_over_whoever_has_kept_its_cookie()
    {
        await using var stage = await AccessStage.StartAsync();
        var jar = stage.Jar;
        var client = await stage.SignInAsync("alice");
        var kept = jar.GetCookieHeader(stage.Address);
        await client.DeleteAsync("api/session");
        Assert.Equal(HttpStatusCode.Unauthorized, await DisplaysAsync(WithCookie(stage, kept)));
        Assert.Equal(HttpStatusCode.Unauthorized, await DisplaysAsync(WithCookie(stage, "scanout-session=forged")));
    }

    [Fact]
    public async Task Who_signs_in_with_a_cookie_that_somebody_gave_him_has_a_session_of_his_own()
    {
        await using var stage = await AccessStage.StartAsync();
        var jar = stage.Jar;
        var mallory = await stage.SignInAsync("mallory");
        var planted = jar.GetCookieHeader(stage.Address);
        var victim = WithCookie(stage, planted);
        using var answer = await victim.PostAsJsonAsync("api/session", new SignIn("alice", "alice"));
        Assert.NotEqual(planted, answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        Assert.Equal("mallory", (await mallory.GetFromJsonAsync<SessionRecord>("api/session"))!.User);
    }

    [Fact]
    public async Task A_session_ends_when_nobody_uses_it()
    {
        await using var stage = await AccessStage.StartAsync();
        var client = await stage.SignInAsync("alice");
        for (var i = 0; i < 3; i++)
        {
            stage.Time.Advance(TimeSpan.FromHours(11));
            Assert.Equal(HttpStatusCode.OK, await DisplaysAsync(client));
        }
        stage.Time.Advance(TimeSpan.FromHours(12));
        Assert.Equal(HttpStatusCode.Unauthorized, await DisplaysAsync(client));
    }

    [Fact]
    public async Task Who_leaves_the_file_or_whose_entry_changes_is_out()
    {
        await using var stage = await AccessStage.StartAsync();
        var (alice, carol, bob) = (await stage.SignInAsync("alice"), await stage.SignInAsync("carol"), await stage.SignInAsync("bob"));
        var secret = (await TokenAsync(carol, new ApiTokenWish("mine", Role: "control")))!.Token;
        stage.WriteUsers("alice anew", "bob");
        Assert.Equal(HttpStatusCode.Unauthorized, await DisplaysAsync(alice));
        Assert.Equal(HttpStatusCode.Unauthorized, await DisplaysAsync(carol));
        Assert.Equal(HttpStatusCode.Unauthorized, await DisplaysAsync(WithToken(stage, secret)));
        // Who is written anew has another hash of the same password: that is another entry.
        Assert.Equal(HttpStatusCode.Unauthorized, await DisplaysAsync(bob));
        Assert.Equal(HttpStatusCode.OK, await DisplaysAsync(await stage.SignInAsync("bob")));
    }

    [Fact]
    public async Task Who_guesses_waits_even_for_the_right_password()
    {
        await using var stage = await AccessStage.StartAsync();
        var client = stage.Stranger();
        foreach (var (user, seconds) in new[] { ("alice", 1), ("nobody", 2), ("alice", 0) })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(user, "guess"));
            stage.Time.Advance(TimeSpan.FromSeconds(seconds));
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, await SignInAsync("alice", "alice"));
        stage.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(HttpStatusCode.OK, await SignInAsync("alice", "alice"));

        async Task<HttpStatusCode> SignInAsync(string user, string password)
        {
            using var answer = await client.PostAsJsonAsync("api/session", new SignIn(user, password));
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task An_API_token_gives_part_of_its_makers_rights_until_it_expires_or_is_revoked()
    {
        await using var stage = await AccessStage.StartAsync();
        var alice = await stage.SignInAsync("alice");
        var made = (await TokenAsync(alice, new ApiTokenWish("wall", "+60", "control", ["demo-2"])))!;
        var program = WithToken(stage, made.Token);
        Assert.Equal(["demo-2"], (await program.GetFromJsonAsync<DisplayRecord[]>("api/displays"))!.Select(display => display.Name));
        Assert.Equal(HttpStatusCode.Forbidden, await WebAccessTests.StatusAsync(program, "DELETE", "api/playbacks/demo-2"));
        Assert.Null(await TokenAsync(program, new ApiTokenWish("another")));
        Assert.False((await ConsoleTokenAsync(program, "demo-2"))!.ViewOnly);
        Assert.Null(await ConsoleTokenAsync(program, "demo-1"));
        Assert.Null((await alice.GetFromJsonAsync<ApiTokenRecord[]>("api/api-tokens"))!.Single().Token);
        // Its end was reckoned by the host's own clock, which has gone on since.
        stage.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.Unauthorized, await DisplaysAsync(program));

        made = (await TokenAsync(alice, new ApiTokenWish("wall")))!;
        program = WithToken(stage, made.Token);
        Assert.True((await ConsoleTokenAsync(program, "demo-1"))!.ViewOnly);
        var carol = await stage.SignInAsync("carol");
        Assert.Empty((await carol.GetFromJsonAsync<ApiTokenRecord[]>("api/api-tokens"))!);
        Assert.Equal(HttpStatusCode.NotFound, await WebAccessTests.StatusAsync(carol, "DELETE", $"api/api-tokens/{made.Id}"));
        Assert.Equal(HttpStatusCode.NoContent, await WebAccessTests.StatusAsync(alice, "DELETE", $"api/api-tokens/{made.Id}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await DisplaysAsync(program));
        Assert.Equal(HttpStatusCode.Unauthorized, await DisplaysAsync(WithToken(stage, "scanout_forged")));
    }

    [Theory]
    [InlineData("carol", "admin", "+60", 403), InlineData("bob", "control", "+60", 403), InlineData("mallory", "view", "+60", 403)]
    [InlineData("alice", "root", "+60", 400), InlineData("alice", "view", "never", 400), InlineData("alice", "view", "now", 400)]
    [InlineData("alice", "view", "+99999999", 400), InlineData("bob", "view", "+60", 200)]
    public async Task No_API_token_is_more_than_its_maker_or_for_ever(string user, string role, string expires, int status)
    {
        await using var stage = await AccessStage.StartAsync();
        var client = await stage.SignInAsync(user);
        using var answer = await client.PostAsJsonAsync("api/api-tokens", new ApiTokenWish("name", expires, role));
        Assert.Equal(status, (int)answer.StatusCode);
    }

    static Task<HttpStatusCode> DisplaysAsync(HttpClient client) => WebAccessTests.StatusAsync(client, "GET", "api/displays");

    static HttpClient WithCookie(AccessStage stage, string cookie)
    {
        var client = stage.Stranger();
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        return client;
    }

    static HttpClient WithToken(AccessStage stage, string? secret)
    {
        var client = stage.Stranger(isPage: false);
        client.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        return client;
    }

    static async Task<ApiTokenRecord?> TokenAsync(HttpClient client, ApiTokenWish wish)
    {
        using var answer = await client.PostAsJsonAsync("api/api-tokens", wish);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<ApiTokenRecord>() : null;
    }

    static async Task<TokenRecord?> ConsoleTokenAsync(HttpClient client, string display)
    {
        using var answer = await client.PostAsJsonAsync("api/tokens", new TokenWish(display));
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<TokenRecord>() : null;
    }
}
