namespace Scanout.Hosting.Cluster;

/// <summary>The cluster's store can't be reached, or does not do what it is asked for.</summary>
sealed class ClusterStoreException(string message, Exception? inner = null) : IOException(message, inner);
