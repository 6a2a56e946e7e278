namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>Where the kernel shows this host: its file trees, which a test, or a container that has the host's elsewhere, may put in another place.</summary>
/// <param name="Sys">sysfs: <c>/sys</c>.</param>
/// <param name="Proc">procfs: <c>/proc</c>.</param>
/// <param name="Dev">Device nodes: <c>/dev</c>.</param>
public sealed record HostRoots(string Sys, string Proc, string Dev)
{
    public static HostRoots Host { get; } = Under("/");

    /// <summary>The three trees below another root.</summary>
    public static HostRoots Under(string root) => new(Path.Combine(root, "sys"), Path.Combine(root, "proc"), Path.Combine(root, "dev"));
}
