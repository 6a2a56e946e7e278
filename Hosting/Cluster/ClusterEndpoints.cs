namespace Scanout.Hosting.Cluster;

/// <summary><c>/api/cluster</c>: the displays of all hosts, and the hosts. <c>/hosts/HOST/...</c>: what a host has, through this one.</summary>
static class ClusterEndpoints
{
    public static void MapCluster(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/cluster/displays", (ClusterView cluster, CancellationToken cancellationToken) => cluster.DisplaysAsync(cancellationToken));
        routes.MapGet("/api/cluster/hosts", (ClusterView cluster, CancellationToken cancellationToken) => cluster.HostsAsync(cancellationToken));
        routes.Map("/hosts/{host}/{**rest}", (HttpContext http, HostForwarder forwarder) => forwarder.ForwardAsync(http));
    }
}
