using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Scanout.Hosting;
using Scanout.Hosting.Web.Access;

namespace Scanout.Tests.Hosting.Web.Access;

public sealed class RequestFailuresTests : TestKit
{
    [Fact]
    public async Task Where_the_displays_do_not_answer_in_time_that_is_said()
    {
        var time = new FakeTimeProvider();
        var displays = new DisplaysRef(CreateTestProbe().Ref, time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRequestFailures();
        await using var app = builder.Build();
        app.UseRequestFailures();
        var asked = new TaskCompletionSource();
        app.MapGet("/", async (CancellationToken cancellationToken) =>
        {
            var finding = displays.FindAsync("vm", cancellationToken);
            asked.SetResult();
            return await finding is null ? Results.NotFound() : Results.Ok();
        });
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var answering = client.GetAsync("");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20));
        time.Advance(TimeSpan.FromSeconds(5));
        using var answer = await answering.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(RequestFailures.TooLate, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
    }
}
