using System.Security.Claims;
using Scanout.Hosting.Web.Access;

namespace Scanout.Hosting.Cluster;

/// <summary><c>/api/cluster</c>: the displays of all hosts, and the hosts. <c>/hosts/HOST/...</c>: what a host has, through this one.</summary>
static class ClusterEndpoints
{
    public static void MapCluster(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/cluster/displays", async (
            ClusterView cluster, WebRights rights, ClaimsPrincipal user, CancellationToken cancellationToken) =>
            (await cluster.DisplaysAsync(cancellationToken)).Where(display => rights.RoleOf(
                user, display.Host == cluster.Name ? display.Name : $"{display.Host}/{display.Name}") >= DisplayRole.View)).RequireSignIn();
        routes.MapGet("/api/cluster/hosts", (ClusterView cluster, CancellationToken cancellationToken) => cluster.HostsAsync(cancellationToken))
            .RequireSignIn();
        // What he may there, the other host decides by the rights that go along.
        routes.Map("/hosts/{host}/{**rest}", (HttpContext http, HostForwarder forwarder) => forwarder.ForwardAsync(http)).RequireSignIn();
    }
}
