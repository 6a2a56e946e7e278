using Scanout.Hosting.Cluster.Records;

namespace Scanout.Hosting.Cluster;

/// <summary>A display of another host, as that host last told of it.</summary>
readonly record struct RemoteDisplay(DisplayFacts Facts, DisplayNumbers Numbers);
