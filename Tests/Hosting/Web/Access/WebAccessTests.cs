using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Access;

namespace Scanout.Tests.Hosting.Web.Access;

/// <summary>Who is let in to what, and what is answered to who is not.</summary>
public sealed class WebAccessTests
{
    /// <summary>What tells nothing of displays, and what asks who comes by itself. Who adds to it says why here.</summary>
    static readonly string[] Anonymous = ["/", "/signin", "/console/{name}", "/api", "/api/session", "/health/live", "/health/ready", "/spice/{name}", "/vnc/{name}", "/websockify"];

    [Fact]
    public async Task Every_endpoint_says_whom_it_is_for_and_refuses_who_has_not_signed_in()
    {
        await using var stage = await AccessStage.StartAsync();
        var stranger = stage.Stranger();
        var endpoints = stage.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        Assert.NotEmpty(endpoints);
        foreach (var endpoint in endpoints)
        {
            var path = $"/{endpoint.RoutePattern.RawText!.TrimStart('/').TrimEnd('/')}";
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            {
                Assert.Contains(path, Anonymous);
                continue;
            }
            Assert.True(endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null, $"{path} does not say whom it is for");
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                // HTTP/1.1 has another use for it.
                if (method == "CONNECT")
                    continue;
                using var request = new HttpRequestMessage(
                    new HttpMethod(method), path.Replace("{name}", "demo-1", StringComparison.Ordinal).Replace("{id:long}", "1", StringComparison.Ordinal));
                using var answer = await stranger.SendAsync(request);
                Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} answers {answer.StatusCode}");
            }
        }
        foreach (var path in (string[])["api/nonsense", "nonsense"])
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(stranger, "GET", path));
    }

    [Theory]
    [InlineData("alice", "GET", "api/displays/demo-2/viewer.vv", 200), InlineData("carol", "GET", "api/displays/demo-1/viewer.vv", 200)]
    [InlineData("carol", "GET", "api/displays/demo-2/snapshot", 403), InlineData("carol", "GET", "api/displays/nobody/snapshot", 403)]
    [InlineData("alice", "GET", "api/displays/nobody/snapshot", 404), InlineData("mallory", "GET", "api/displays/demo-1/snapshot", 403)]
    [InlineData("bob", "GET", "api/displays/demo-1/viewer.vv", 409), InlineData("alice", "DELETE", "api/viewers/99", 404)]
    [InlineData("carol", "DELETE", "api/viewers/99", 403), InlineData("bob", "POST", "api/viewers/99/control", 403)]
    [InlineData("alice", "POST", "api/playbacks/demo-1", 404), InlineData("carol", "POST", "api/playbacks/demo-1", 403)]
    [InlineData("carol", "DELETE", "api/playbacks/demo-1", 403), InlineData("carol", "GET", "api/playbacks/demo-1", 404)]
    [InlineData("mallory", "GET", "api/playbacks/demo-1", 403), InlineData("alice", "GET", "metrics", 200), InlineData("carol", "GET", "metrics", 403)]
    [InlineData("carol", "GET", "nonsense", 404), InlineData("carol", "FOO", "api/displays", 405), InlineData("carol", "PUT", "api/tokens", 405)]
    [InlineData("carol", "GET", "api/recordings", 200), InlineData("mallory", "GET", "api/viewers", 200)]
    public async Task What_a_user_may_do_is_what_his_role_says(string user, string method, string path, int status)
    {
        await using var stage = await AccessStage.StartAsync();
        Assert.Equal(status, (int)await StatusAsync(await stage.SignInAsync(user), method, path));
    }

    [Theory]
    [InlineData("alice", "demo-1 demo-2"), InlineData("bob", "demo-1"), InlineData("mallory", "")]
    public async Task Lists_tell_of_what_one_may_view(string user, string displays)
    {
        await using var stage = await AccessStage.StartAsync();
        var client = await stage.SignInAsync(user);
        var told = await client.GetFromJsonAsync<DisplayRecord[]>("api/displays");
        Assert.Equal(displays, string.Join(' ', told!.Select(display => display.Name)));
    }

    [Fact]
    public async Task Who_changes_anything_by_a_cookie_shows_that_his_page_is_of_this_origin()
    {
        await using var stage = await AccessStage.StartAsync();
        var jar = stage.Jar;
        await stage.SignInAsync("alice");
        Assert.Equal(HttpStatusCode.OK, await TokenAsync("1", stage.Address.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(HttpStatusCode.OK, await TokenAsync("1", null));
        Assert.Equal(HttpStatusCode.Forbidden, await TokenAsync(null, stage.Address.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(HttpStatusCode.Unauthorized, await TokenAsync("1", "http://evil.example"));
        Assert.Equal(HttpStatusCode.Unauthorized, await TokenAsync("1", "null"));
        using var silent = stage.Stranger(isPage: false);
        Assert.Equal(HttpStatusCode.Forbidden, (await silent.PostAsJsonAsync("api/session", new SignIn("alice", "alice"))).StatusCode);

        async Task<HttpStatusCode> TokenAsync(string? header, string? origin)
        {
            using var client = new HttpClient(new HttpClientHandler { CookieContainer = jar }) { BaseAddress = stage.Address };
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/tokens") { Content = JsonContent.Create(new TokenWish("demo-1")) };
            request.Headers.Add("Via", "1.1 test");
            if (header is not null)
                request.Headers.Add(CrossSiteGuard.Header, header);
            if (origin is not null)
                request.Headers.Add("Origin", origin);
            using var answer = await client.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Every_answer_has_the_headers_that_browsers_heed()
    {
        await using var stage = await AccessStage.StartAsync();
        foreach (var path in (string[])["", "api/session", "api/displays", "nonsense", "health/live"])
        {
            using var answer = await stage.Stranger().GetAsync(path);
            Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Opener-Policy").Single());
            Assert.Contains("camera=()", answer.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal(path.Length == 0, answer.Headers.GetValues("Content-Security-Policy").Single().Contains("'self'", StringComparison.Ordinal));
            Assert.False(answer.Headers.Contains("Server") || answer.Headers.Contains("Strict-Transport-Security"));
        }
    }

    [Fact]
    public async Task What_is_refused_before_anything_is_asked_has_them_too()
    {
        await using var stage = await AccessStage.StartAsync();
        var client = stage.Stranger();
        client.DefaultRequestHeaders.Add("X-Scanout-Rights", "forged");
        using var answer = await client.GetAsync("api/displays");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.StartsWith("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Theory]
    [InlineData("{\"display\":5}"), InlineData("{\"nonsense\":true}"), InlineData("[")]
    public async Task A_wish_to_play_that_is_none_is_told_so_and_nothing_of_the_inside(string body)
    {
        await using var stage = await AccessStage.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await (await stage.SignInAsync("alice")).PostAsync("api/playbacks", content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var detail = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();
        Assert.StartsWith("the request's body is no JSON of what can be asked for, at $", detail, StringComparison.Ordinal);
        Assert.DoesNotContain("Scanout", detail, StringComparison.Ordinal);
        Assert.DoesNotContain("System", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"user\":", 400), InlineData("[]", 400), InlineData("{\"user\":1}", 400), InlineData("{}", 401), InlineData("oversized", 413)]
    public async Task A_body_that_is_none_is_a_problem_that_tells_nothing_of_the_inside(string body, int status)
    {
        await using var stage = await AccessStage.StartAsync();
        using var content = new StringContent(
            body == "oversized" ? $"{{\"user\":\"{new string('x', RequestLimits.MaxBodyBytes)}\"}}" : body, Encoding.UTF8, "application/json");
        using var answer = await stage.Stranger().PostAsync("api/session", content);
        Assert.Equal((status, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Empty(problem.EnumerateObject().Select(property => property.Name).Except(["type", "title", "status", "detail"]));
        Assert.DoesNotContain("Exception", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_users_the_web_is_open_but_to_other_pages_and_operators_things_stay_theirs()
    {
        await using var stage = await AccessStage.StartAsync("");
        var anybody = stage.Stranger();
        var session = await anybody.GetFromJsonAsync<SessionRecord>("api/session");
        Assert.Equal((true, null, false), (session!.Open, session.User, session.Operator));
        Assert.Equal(2, (await anybody.GetFromJsonAsync<DisplayRecord[]>("api/displays"))!.Length);
        Assert.Equal(HttpStatusCode.Forbidden, (await anybody.PostAsJsonAsync("api/tokens", new TokenWish("demo-1"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(anybody, "DELETE", "api/viewers/1"));
        Assert.Equal(HttpStatusCode.Forbidden, (await anybody.PostAsJsonAsync("api/api-tokens", new ApiTokenWish("mine"))).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await anybody.PostAsJsonAsync("api/session", new SignIn("a", "b"))).StatusCode);
        // A name that anybody may have pointed at this host.
        anybody.DefaultRequestHeaders.Host = $"evil.example:{stage.Address.Port}";
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(anybody, "GET", "api/displays"));
        session = await anybody.GetFromJsonAsync<SessionRecord>("api/session");
        Assert.Equal((false, WebOrigins.WrongName), (session!.Open, session.Reason));
        anybody.DefaultRequestHeaders.Host = null;
        anybody.DefaultRequestHeaders.Add("Origin", "http://evil.example");
        session = await anybody.GetFromJsonAsync<SessionRecord>("api/session");
        Assert.Equal((false, WebOrigins.Refusal), (session!.Open, session.Reason));
    }

    [Fact]
    public async Task An_operators_program_need_not_sign_in_and_his_browser_need()
    {
        await using var stage = await AccessStage.StartAsync();
        using var program = new HttpClient { BaseAddress = stage.Address };
        Assert.True((await program.GetFromJsonAsync<SessionRecord>("api/session"))!.Operator);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(program, "DELETE", "api/viewers/1"));
        Assert.Equal(HttpStatusCode.OK, (await program.PostAsJsonAsync("api/tokens", new TokenWish("demo-1"))).StatusCode);
        program.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(program, "GET", "api/displays"));
    }

    [Theory]
    [InlineData("scanout.web { users = \"USERS\", operators = off }", HttpStatusCode.Unauthorized), InlineData("scanout.web.operators = off", HttpStatusCode.Forbidden)]
    public async Task Where_operators_are_off_who_is_on_the_host_is_like_everybody(string configuration, HttpStatusCode status)
    {
        await using var stage = await AccessStage.StartAsync(configuration);
        using var program = new HttpClient { BaseAddress = stage.Address };
        program.DefaultRequestHeaders.Add(CrossSiteGuard.Header, "1");
        Assert.False((await program.GetFromJsonAsync<SessionRecord>("api/session"))!.Operator);
        Assert.Equal(status, (await program.PostAsJsonAsync("api/tokens", new TokenWish("demo-1"))).StatusCode);
        Assert.Equal(status, await StatusAsync(program, "DELETE", "api/viewers/1"));
        if (status == HttpStatusCode.Unauthorized)
            Assert.Equal(status, await StatusAsync(program, "GET", "metrics"));
    }

    internal static async Task<HttpStatusCode> StatusAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
