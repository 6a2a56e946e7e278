using System.Net;
using System.Net.Http.Json;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Access;

namespace Scanout.Tests.Hosting.Web.Access;

/// <summary>The web over TLS: its own, and that of something between browsers and it.</summary>
public sealed class SecureWebTests
{
    const string External = "https://scanout.example";
    const string Attributes = "; path=/; secure; samesite=strict; httponly";

    [Fact]
    public async Task Over_TLS_one_signs_in_acts_and_signs_out_by_a_cookie_that_is_this_hosts_alone()
    {
        await using var stage = await AccessStage.StartAsync("scanout.web { users = \"USERS\", roles = ROLES, tls = TLS }");
        Assert.Equal("https", stage.Address.Scheme);
        var (jar, client) = (stage.Jar, stage.Stranger());
        Assert.Equal(HttpStatusCode.Unauthorized, await WebAccessTests.StatusAsync(client, "GET", "api/displays"));
        using (var answer = await client.PostAsJsonAsync("api/session", new SignIn("alice", "alice")))
        {
            AssertCookie(answer);
            Assert.Equal("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single());
        }
        Assert.Equal("alice", (await client.GetFromJsonAsync<SessionRecord>("api/session"))!.User);
        Assert.Equal(2, (await client.GetFromJsonAsync<DisplayRecord[]>("api/displays"))!.Length);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("api/tokens", new TokenWish("demo-1"))).StatusCode);
        var kept = jar.GetCookieHeader(stage.Address);
        Assert.StartsWith("__Host-scanout-session=", kept, StringComparison.Ordinal);
        using (var answer = await client.DeleteAsync("api/session"))
            Assert.StartsWith("__Host-scanout-session=; expires=", answer.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        Assert.Equal("", jar.GetCookieHeader(stage.Address));
        Assert.Equal(HttpStatusCode.Unauthorized, await WebAccessTests.StatusAsync(client, "GET", "api/displays"));
        var thief = stage.Stranger();
        thief.DefaultRequestHeaders.Add("Cookie", kept);
        Assert.Equal(HttpStatusCode.Unauthorized, await WebAccessTests.StatusAsync(thief, "GET", "api/displays"));
    }

    [Theory]
    [InlineData("scanout.example"), InlineData(null)]
    public async Task Behind_TLS_of_something_else_the_cookie_is_the_same_and_its_pages_are_the_webs_own(string? host)
    {
        await using var stage = await AccessStage.StartAsync($"scanout.web {{ users = \"USERS\", roles = ROLES, external = \"{External}\" }}");
        Assert.Equal("http", stage.Address.Scheme);
        var client = Page(stage, host);
        using var answer = await client.PostAsJsonAsync("api/session", new SignIn("alice", "alice"));
        var cookie = AssertCookie(answer);
        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
        client = Page(stage, host);
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        Assert.Equal(HttpStatusCode.OK, await WebAccessTests.StatusAsync(client, "GET", "api/displays"));
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("api/tokens", new TokenWish("demo-1"))).StatusCode);
        client.DefaultRequestHeaders.Remove("Origin");
        client.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsJsonAsync("api/tokens", new TokenWish("demo-1"))).StatusCode);
    }

    [Fact]
    public async Task Without_users_the_web_is_open_under_the_name_that_it_is_given()
    {
        await using var stage = await AccessStage.StartAsync($"scanout.web.external = \"{External}\"");
        Assert.True((await Page(stage, "scanout.example").GetFromJsonAsync<SessionRecord>("api/session"))!.Open);
        Assert.Equal(HttpStatusCode.OK, await WebAccessTests.StatusAsync(Page(stage, "scanout.example"), "GET", "api/displays"));
        Assert.Equal(HttpStatusCode.Forbidden, await WebAccessTests.StatusAsync(Page(stage, "evil.example"), "GET", "api/displays"));
    }

    static HttpClient Page(AccessStage stage, string? host)
    {
        var client = stage.Stranger();
        client.DefaultRequestHeaders.Add("Origin", External);
        client.DefaultRequestHeaders.Host = host;
        return client;
    }

    /// <summary>The cookie as it is sent back.</summary>
    static string AssertCookie(HttpResponseMessage answer)
    {
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith("__Host-scanout-session=", cookie, StringComparison.Ordinal);
        Assert.EndsWith(Attributes, cookie, StringComparison.Ordinal);
        return cookie.Split(';')[0];
    }
}
