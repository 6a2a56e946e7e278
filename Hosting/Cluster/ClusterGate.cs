using Scanout.Hosting.Cluster.Rights;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Hosting.Cluster;

/// <summary>
/// Before everything else of the web: refuses a request that brings a statement of rights which is not good, whatever it asks for, and takes
/// <c>/hosts/HOST/...</c> with this host's own name for what is behind it.
/// </summary>
sealed class ClusterGate(ClusterView cluster, RightsSeal seal, RefusedStatements refused) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(AskAsync);
        next(app);
    };

    async Task AskAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Headers.TryGetValue(RightsStatement.Header, out var statements))
        {
            if (!seal.TryVerify(statements.ToString(), HostPath.MethodOf(http), HostPath.TargetOf(http), out var statement, out var refusal))
            {
                refused.Add(PeerText.Of($"{http.Connection.RemoteIpAddress}"), refusal);
                await Results.Problem($"the statement of rights is refused: {refusal}", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(http);
                return;
            }
            http.Features.Set(PassedRights.Of(statement));
        }
        else if (HostPath.TryParse(http.Request.Path, out var host, out var rest) && host == cluster.Name && PassedPaths.Includes(http.Request.Method, rest))
            http.Request.Path = rest;
        await next(http);
    }
}
