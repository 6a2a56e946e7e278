using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Access;
using Scanout.Pipeline.Sinks.Access;

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

    [Fact]
    public async Task A_token_that_an_API_token_makes_does_not_outlive_it_whoever_made_that()
    {
        await using var stage = await AccessStage.StartAsync();
        var (operators, secret) = stage.Operators();
        var alices = (await TokenAsync(await stage.SignInAsync("alice"), new ApiTokenWish("mine", "+60", "control")))!;
        foreach (var (client, expires, id) in new[]
        {
            (WithToken(stage, secret), operators.Expires, operators.Id), (WithToken(stage, alices.Token), alices.Expires, alices.Id),
        })
        {
            Assert.Equal(expires, (await ConsoleTokenAsync(client, "demo-1", "never"))!.Expires);
            Assert.Equal(expires, (await ConsoleTokenAsync(client, "demo-1", "+3000"))!.Expires);
            Assert.True((await ConsoleTokenAsync(client, "demo-1", "+5"))!.Expires < expires);
            var kept = (await ConsoleTokenAsync(client, "demo-1"))!.Token;
            stage.App.Services.GetRequiredService<ApiTokens>().Revoke(id);
            Assert.Null(stage.App.Services.GetRequiredService<AccessTokens>().Redeem(kept, "demo-1"));
        }
    }

    [Fact]
    public async Task Who_shows_an_API_token_sees_and_ends_that_one_alone()
    {
        await using var stage = await AccessStage.StartAsync();
        var alice = await stage.SignInAsync("alice");
        var (narrow, other) = ((await TokenAsync(alice, new ApiTokenWish("narrow")))!, (await TokenAsync(alice, new ApiTokenWish("other", Role: "admin")))!);
        var (operators, _) = stage.Operators();
        foreach (var (own, foreign) in new[] { (other, narrow), (narrow, other) })
        {
            var program = WithToken(stage, own.Token);
            Assert.Equal(own.Id, (await program.GetFromJsonAsync<ApiTokenRecord[]>("api/api-tokens"))!.Single().Id);
            foreach (var id in (string[])[foreign.Id, operators.Id])
                Assert.Equal(HttpStatusCode.NotFound, await WebAccessTests.StatusAsync(program, "DELETE", $"api/api-tokens/{id}"));
        }
        Assert.Equal(HttpStatusCode.NoContent, await WebAccessTests.StatusAsync(WithToken(stage, narrow.Token), "DELETE", $"api/api-tokens/{narrow.Id}"));
        Assert.Equal(2, (await alice.GetFromJsonAsync<ApiTokenRecord[]>("api/api-tokens"))!.Length);
    }

    [Fact]
    public async Task A_user_who_makes_tokens_without_end_takes_none_from_others()
    {
        await using var stage = await AccessStage.StartAsync();
        var bob = await stage.SignInAsync("bob");
        for (var i = 0; i < AccessTokens.MaxOutstandingOfOne; i++)
            Assert.NotNull(await ConsoleTokenAsync(bob, "demo-1"));
        Assert.Null(await ConsoleTokenAsync(bob, "demo-1"));
        Assert.Null(await ConsoleTokenAsync(WithToken(stage, (await TokenAsync(bob, new ApiTokenWish("mine")))!.Token), "demo-1"));
        Assert.NotNull(await ConsoleTokenAsync(await stage.SignInAsync("carol"), "demo-1"));
    }

    [Fact]
    public async Task Who_is_signed_in_signs_in_again_after_a_while_however_much_he_is_here()
    {
        await using var stage = await AccessStage.StartAsync("scanout.web { users = \"USERS\", session-limit = 30h }");
        var client = await stage.SignInAsync("alice");
        for (var i = 0; i < 2; i++)
        {
            stage.Time.Advance(TimeSpan.FromHours(11));
            Assert.Equal(HttpStatusCode.OK, await DisplaysAsync(client));
        }
        stage.Time.Advance(TimeSpan.FromHours(8));
        using var answer = await client.GetAsync("api/displays");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain(
            answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [], cookie => !cookie.StartsWith("scanout-session=;", StringComparison.Ordinal));
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

    static async Task<TokenRecord?> ConsoleTokenAsync(HttpClient client, string display, string? expires = null)
    {
        using var answer = await client.PostAsJsonAsync("api/tokens", new TokenWish(display, Expires: expires));
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<TokenRecord>() : null;
    }
}
