using Scanout.Hosting.Cluster.Records;
using Scanout.Hosting.Cluster.Rights;
using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Cluster;

/// <summary>Puts the cluster together: without <c>scanout.cluster.redis</c> it is this host alone.</summary>
static class ClusterSetup
{
    public static void AddCluster(this IServiceCollection services, ScanoutSettings settings)
    {
        var cluster = settings.Cluster;
        services.AddSingleton(cluster);
        services.AddSingleton(_ => cluster.KeyFile is { } file ? ClusterKey.Of(File.ReadAllBytes(file)) : ClusterKey.None);
        services.AddSingleton<LocalDisplays>();
        if (cluster.Redis.Length > 0)
        {
            services.AddSingleton<IClusterStore>(_ => new RedisStore(cluster.Redis));
            services.AddSingleton(provider => new ClusterMember(
                cluster, provider.GetRequiredService<IClusterStore>(), provider.GetRequiredService<ClusterKey>(),
                cancellationToken => provider.GetRequiredService<LocalDisplays>().TellAsync(cancellationToken), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<ClusterMember>>()));
            services.AddHostedService(provider => provider.GetRequiredService<ClusterMember>());
        }
        services.AddSingleton(provider => new ClusterView(cluster, provider.GetRequiredService<LocalDisplays>(), provider.GetService<ClusterMember>()));
        services.AddSingleton(provider => new ClusterGauges(
            provider.GetService<ClusterMember>(), provider.GetService<IClusterStore>()));
        services.AddSingleton(provider => new RightsSeal(
            cluster.Name, provider.GetRequiredService<ClusterKey>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Passages>();
        services.AddSingleton<HostForwarder>();
        services.AddSingleton(provider => new RefusedStatements(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RefusedStatements>>()));
        services.AddSingleton<IStartupFilter, ClusterGate>();
        services.AddHttpForwarder();
        services.AddAuthenticationCore(options => options.AddScheme<PassedRightsHandler>(PassedRights.Scheme, displayName: null));
    }
}
