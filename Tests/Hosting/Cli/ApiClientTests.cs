using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Scanout.Hosting.Cli;

namespace Scanout.Tests.Hosting.Cli;

public sealed class ApiClientTests
{
    [Theory]
    [InlineData("never", "no answer from .* within 0 s")]
    [InlineData("nonsense", "what answers at .* is no Scanout, or broke off: .*")]
    [InlineData("nothing", "no service answers at .*")]
    [InlineData("refusal", @"the service at .* refuses it \(401\): ask on its host, as root or as the service's user")]
    [InlineData("fault", "the service at .* answers 500")]
    public async Task Whatever_answers_instead_is_told_in_one_line(string answer, string sentence)
    {
        await using var other = await OtherAsync(answer);
        using var client = new ApiClient(new Uri(other.Urls.Single()), patience: TimeSpan.FromMilliseconds(answer == "never" ? 100 : 20_000));
        var failure = await Assert.ThrowsAsync<CommandException>(() => client.GetDisplaysAsync(CancellationToken.None));
        Assert.Matches($"^{sentence}$", failure.Message);
    }

    [Fact]
    public async Task Where_nobody_listens_there_is_no_service()
    {
        Uri address;
        await using (var other = await OtherAsync("fault"))
            address = new Uri(other.Urls.Single());
        using var client = new ApiClient(address);
        var failure = await Assert.ThrowsAsync<NobodyAnswersException>(() => client.GetDisplaysAsync(CancellationToken.None));
        Assert.StartsWith("no service answers at http://127.0.0.1:", failure.Message, StringComparison.Ordinal);
    }

    static async Task<WebApplication> OtherAsync(string answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var other = builder.Build();
        other.MapGet("/api/displays", async (HttpContext http) =>
        {
            switch (answer)
            {
                case "never":
                    await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                    return Results.Empty;
                case "nonsense":
                    return Results.Text("<html>", "application/json");
                case "nothing":
                    http.Abort();
                    return Results.Empty;
                default:
                    return Results.StatusCode(answer == "refusal" ? 401 : 500);
            }
        });
        await other.StartAsync();
        return other;
    }
}
