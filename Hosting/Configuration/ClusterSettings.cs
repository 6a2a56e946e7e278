namespace Scanout.Hosting.Configuration;

/// <summary>scanout.cluster: which hosts know of each other.</summary>
public sealed record ClusterSettings
{
    /// <summary>As StackExchange.Redis reads it; empty where the host is a cluster of one.</summary>
    public string Redis { get; init; } = "";

    /// <summary>What the configuration calls this host, there or by scanout.node; empty where it is called as the machine is.</summary>
    public string Host { get; init; } = "";

    /// <summary>This host's name.</summary>
    public string Name => Host.Length > 0 ? Host : Environment.MachineName;

    /// <summary>The URL at which other hosts reach this one's web.</summary>
    public string Address { get; init; } = "";

    /// <summary>The file with the secret that the hosts share; null where there is none.</summary>
    public string? KeyFile { get; init; }

    /// <summary>From one beat to the next.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For how long at most a host that is dead passes for one that lives.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a host's silence may be: what others have read may be one beat old.</summary>
    public TimeSpan Silence => Ttl - Every;
}
