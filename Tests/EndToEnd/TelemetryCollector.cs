using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Scanout.Tests.EndToEnd;

/// <summary>Takes what is sent by OTLP and keeps it as it came: names are strings in protobuf too.</summary>
public sealed class TelemetryCollector : IAsyncDisposable
{
    readonly ConcurrentQueue<(string Path, string Body)> requests = new();
    readonly WebApplication app;

    TelemetryCollector(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    /// <summary>What each request said as its <c>x-token</c>.</summary>
    public ConcurrentQueue<string> Tokens { get; } = new();

    public static async Task<TelemetryCollector> StartAsync(bool isGrpc)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var collector = new TelemetryCollector(builder.Build());
        collector.app.MapPost("/{**path}", collector.TakeAsync);
        await collector.app.StartAsync();
        return collector;
    }

    /// <summary>Whether all of those words came to that path, in one request.</summary>
    public bool Has(string path, params string[] words) => requests.Any(request =>
        request.Path == path && words.All(word => request.Body.Contains(word, StringComparison.Ordinal)));

    public override string ToString() => string.Join(", ", requests.Select(request => $"{request.Path}: {request.Body.Length}"));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        requests.Enqueue((http.Request.Path.Value!, Encoding.Latin1.GetString(body.ToArray())));
        Tokens.Enqueue(http.Request.Headers["x-token"].ToString());
        if (http.Request.ContentType != "application/grpc")
        {
            http.Response.ContentType = "application/x-protobuf";
            return;
        }
        http.Response.ContentType = "application/grpc";
        // An empty message, and that all is well.
        await http.Response.Body.WriteAsync(new byte[5]);
        http.Response.AppendTrailer("grpc-status", "0");
    }
}
