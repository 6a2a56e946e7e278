using Scanout.Hosting.Cluster;
using Scanout.Hosting.Cluster.Records;

namespace Scanout.Hosting.Configuration;

/// <summary>Which hosts know of each other.</summary>
public static partial class SettingsLoader
{
    /// <summary>A beat that comes late is not to be a host's death.</summary>
    const int LeastBeats = 3;

    static ClusterSettings BindCluster(SettingsSection section, string node)
    {
        var defaults = new ClusterSettings();
        var settings = new ClusterSettings
        {
            Redis = section.Text("redis", defaults.Redis),
            Host = section.Text("host", "") is { Length: > 0 } host ? host : node,
            Address = section.Text("address", defaults.Address),
            KeyFile = ReadKeyFile(section),
            Every = section.Duration("every", defaults.Every, TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(1)),
            Ttl = section.Duration("ttl", defaults.Ttl, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
        };
        if (settings.Ttl < LeastBeats * settings.Every)
            section.Fault("ttl", $"is shorter than {LeastBeats} times every: one beat that is late would be a host's end");
        if (settings.Address.Length > 0 && !HostAddress.TryParse(settings.Address, out _))
            section.Fault("address", $"'{settings.Address}' is no URL such as https://host-1.example:8080");
        if (settings.Redis.Length > 0)
            CheckMember(section, settings);
        section.FaultUnknown();
        return settings;
    }

    static void CheckMember(SettingsSection section, ClusterSettings settings)
    {
        try
        {
            if (RedisStore.OptionsOf(settings.Redis).EndPoints.Count == 0)
                section.Fault("redis", "names no server: say HOST:PORT");
        }
        catch (ArgumentException failure)
        {
            // What it says may name a password that comes right before.
            section.Fault("redis", $"is not understood: {failure.GetType().Name} by StackExchange.Redis; say HOST:PORT, and options after commas");
        }
        if (!HostName.IsValid(settings.Name))
            section.Fault("host", $"'{settings.Name}' is no name of a host: {HostName.Rule}");
        if (settings.Address.Length == 0)
            section.Fault("redis", "needs cluster.address beside it: the URL at which other hosts reach this one's web");
        if (settings.KeyFile is null)
            section.Warn("key-file", "is not given: nobody's rights go from host to host, and whoever can write to Redis can tell of hosts");
        else if (HostAddress.TryParse(settings.Address, out var address) && address.Scheme == "http" && !address.IsLoopback)
            section.Warn("address", $"'{settings.Address}' is no https: pictures, keys and who asks go from host to host where others can read them");
    }
}
