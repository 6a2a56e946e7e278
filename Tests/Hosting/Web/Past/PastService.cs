using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scanout.Hosting.Web.Past;
using Scanout.Tests.Pipeline.Sinks.Recording;

namespace Scanout.Tests.Hosting.Web.Past;

/// <summary>The endpoints of the past alone, over HTTP, on what a stage records.</summary>
sealed class PastService : IAsyncDisposable
{
    readonly WebApplication app;

    PastService(WebApplication app) => this.app = app;

    public HttpClient Http { get; private set; } = null!;

    public PastShelf Shelf => app.Services.GetRequiredService<PastShelf>();

    /// <param name="stage">Whose recordings.</param>
    /// <param name="ffmpeg">The program that makes videos.</param>
    public static async Task<PastService> StartAsync(RecordedStage stage, string ffmpeg = "ffmpeg")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new PastShelf(stage.Root, stage.KeyFile, TimeProvider.System));
        builder.Services.AddSingleton<PastActivities>();
        builder.Services.AddSingleton(provider => new PastExports(provider.GetRequiredService<PastShelf>(), TimeProvider.System) { Ffmpeg = ffmpeg });
        // Who may is another matter.
        builder.Services.AddAuthorizationBuilder().AddPolicy("view", policy => policy.RequireAssertion(_ => true));
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.UseAuthorization();
        app.MapPast();
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new PastService(app) { Http = new HttpClient { BaseAddress = new Uri(address) } };
    }

    public Task<HttpResponseMessage> GetAsync(string path, string display = "vm") => Http.GetAsync($"api/displays/{display}/past{path}");

    /// <summary>The picture of a moment, as the file that it came in.</summary>
    public async Task<(byte[] File, string At)> PictureAsync(DateTimeOffset at, string more = "")
    {
        using var answer = await GetAsync($"/picture?at={Uri.EscapeDataString(PastTime.Text(at))}{more}");
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadAsByteArrayAsync(), answer.Headers.GetValues("X-Scanout-At").Single());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
    }
}
