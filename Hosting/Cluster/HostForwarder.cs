using System.Net;
using Scanout.Hosting.Cluster.Rights;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Web;
using Yarp.ReverseProxy.Forwarder;

namespace Scanout.Hosting.Cluster;

/// <summary>Passes a request, or a WebSocket, on to the host that it names, once, with the rights of who asks. YARP does the passing.</summary>
sealed class HostForwarder(ClusterView cluster, RightsSeal seal, ScanoutSettings settings, WebOrigins origins, IHttpForwarder forwarder) : IDisposable
{
    static readonly ForwarderRequestConfig Request = new()
    {
        ActivityTimeout = TimeSpan.FromSeconds(60), Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>Nothing of one user's request is kept for another's.</summary>
    readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        UseProxy = false, UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(3), PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    });

    public async Task<IResult> ForwardAsync(HttpContext http)
    {
        if (!HostPath.TryParse(http.Request.Path, out var name, out var path) || !PassedPaths.Includes(http.Request.Method, path))
            return Problem(StatusCodes.Status404NotFound, "this is nothing that is passed on to a host");
        if (http.Features.Get<PassedRights>() is not null || RightsTransformer.HasComeThroughHost(http.Request))
            return Problem(StatusCodes.Status508LoopDetected, "what one host has passed on no other one does");
        if (!origins.Allows(http))
            return Problem(StatusCodes.Status403Forbidden, WebOrigins.Refusal);
        if (cluster.Find(name) is not { } host)
            return Problem(StatusCodes.Status404NotFound, "there is no host of that name");
        if (host.State == HostState.Gone || host.Address is not { } address)
            return Problem(StatusCodes.Status502BadGateway, $"host {name} has not been heard from since {host.Since:u}");
        if (!TrySign(http, name, path, address, out var statement))
            return Problem(StatusCodes.Status502BadGateway, "without scanout.cluster.key-file nobody's rights go to another host");
        var error = await forwarder.SendAsync(
            http, address.GetLeftPart(UriPartial.Authority), client, Request, new RightsTransformer(path, statement));
        return error == ForwarderError.None || http.Response.HasStarted
            ? Results.Empty
            : Problem(http.Response.StatusCode, $"host {name} does not answer at {address.GetLeftPart(UriPartial.Authority)}");
    }

    public void Dispose() => client.Dispose();

    /// <summary>Where nobody is asked who he is, neither here nor there, there are no rights to pass on: within this machine, or as the operator wants it.</summary>
    bool TrySign(HttpContext http, string host, PathString path, Uri address, out string? statement)
    {
        statement = null;
        // Who has no name is let in for where he is: an operator of this host is none of another one.
        var user = http.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name } ? name : null;
        if (!seal.CanSign)
            return user is null && (settings.Web.Insecure || address.IsLoopback);
        statement = seal.Sign(
            host, HostPath.MethodOf(http), HostPath.TargetOf(path, http.Request.QueryString), user,
            user is null ? [] : PassedRights.ClaimsOf(http.User));
        return true;
    }

    static IResult Problem(int status, string reason) => Results.Problem(reason, statusCode: status);
}
