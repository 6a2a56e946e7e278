using System.Net;
using Scanout.Hosting.Cluster.Rights;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Viewers;
using Yarp.ReverseProxy.Forwarder;

namespace Scanout.Hosting.Cluster;

/// <summary>Passes a request, or a WebSocket, on to the host that it names, once, with the rights of who asks. YARP does the passing.</summary>
sealed class HostForwarder(
    ClusterView cluster, RightsSeal seal, ScanoutSettings settings, WebOrigins origins, IHttpForwarder forwarder, Passages passages) : IDisposable
{
    /// <summary>Until an answer begins: a page has few connections, and a host that hangs is not to have them all.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A video is made before its first byte is there.</summary>
    static readonly TimeSpan ExportPatience = TimeSpan.FromMinutes(15);

    static readonly ForwarderRequestConfig Request = IdleFor(TimeSpan.FromSeconds(60));
    static readonly ForwarderRequestConfig Export = IdleFor(ExportPatience);

    /// <summary>Nothing of one user's request is kept for another's.</summary>
    readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        UseProxy = false, UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(3), PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    });

    public async Task<IResult> ForwardAsync(HttpContext http)
    {
        if (!HostPath.TryParse(http.Request.Path, out var name, out var path) || !PassedPaths.Includes(http.Request.Method, path)
            || HostPath.HasEncodedSlash(http))
            return Problem(StatusCodes.Status404NotFound, "this is nothing that is passed on to a host");
        if (http.Features.Get<PassedRights>() is not null || RightsTransformer.HasComeThroughHost(http.Request))
            return Problem(StatusCodes.Status508LoopDetected, "what one host has passed on no other one does");
        if (!origins.Allows(http))
            return Problem(StatusCodes.Status403Forbidden, WebOrigins.Refusal);
        if (cluster.Find(name) is not { } host)
            return Problem(StatusCodes.Status404NotFound, "there is no host of that name");
        if (host.State == HostState.Gone || host.Address is not { } address)
            return Problem(StatusCodes.Status502BadGateway, $"host {name} has not been heard from since {host.Since:u}");
        var target = HostPath.At(address, path, http.Request.QueryString);
        if (!TrySign(http, name, target, out var statement))
            return Problem(StatusCodes.Status502BadGateway, "without scanout.cluster.key-file nobody's rights go to another host");
        var isExport = PassedPaths.IsExport(path);
        using var passage = passages.To(name, isExport ? ExportPatience : Patience);
        var error = await forwarder.SendAsync(
            http, address.GetLeftPart(UriPartial.Authority), client, isExport ? Export : Request, new RightsTransformer(target, statement, passage),
            passage.Ending);
        return error == ForwarderError.None || http.Response.HasStarted ? Results.Empty
            : passage.IsLate ? Problem(StatusCodes.Status504GatewayTimeout, $"host {name} does not answer in time")
            : passage.IsLost ? Problem(StatusCodes.Status502BadGateway, $"host {name} is gone")
            : passage.Ending.IsCancellationRequested ? Problem(StatusCodes.Status503ServiceUnavailable, "this host is stopping")
            : Problem(http.Response.StatusCode, $"host {name} can't be reached");
    }

    public void Dispose() => client.Dispose();

    /// <summary>Where nobody is asked who he is, neither here nor there, there are no rights to pass on: within this machine, or as the operator wants it.</summary>
    bool TrySign(HttpContext http, string host, Uri target, out string? statement)
    {
        statement = null;
        // Who has no name is let in for where he is: an operator of this host is none of another one.
        var user = http.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name } ? name : null;
        if (!seal.CanSign)
            return user is null && (settings.Web.Insecure || target.IsLoopback);
        statement = seal.Sign(
            host, HostPath.MethodOf(http), target.PathAndQuery, ViewerWebSocket.AddressOf(http), user, user is null ? [] : PassedRights.ClaimsOf(http.User));
        return true;
    }

    static ForwarderRequestConfig IdleFor(TimeSpan time) => new()
    {
        ActivityTimeout = time, Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    static IResult Problem(int status, string reason) => Results.Problem(reason, statusCode: status);
}
