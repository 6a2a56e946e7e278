namespace Scanout.Hosting.Cluster;

/// <summary>How a host of the cluster is, as this one knows.</summary>
enum HostState
{
    /// <summary>This one.</summary>
    Here,

    /// <summary>It has been heard from.</summary>
    Present,

    /// <summary>It was there when the directory was last read; how it is now is not known.</summary>
    Stale,

    /// <summary>It has said that it goes, or has not been heard from.</summary>
    Gone,

    /// <summary>It lives, but what it tells can't be read, is not signed by the cluster's key, or has been told before.</summary>
    Unreadable,
}
