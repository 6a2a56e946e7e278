using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Xwd;

/// <summary>The screen of an X server that keeps it in a file, as <c>Xvfb -fbdir</c> does: at the path of that file.</summary>
public sealed class XwdSource(string path) : IDeviceSource
{
    readonly string path = Path.GetFullPath(path);

    public string Description => $"xwd {path}";

    public IDisplayDevice Open() => new XwdDevice(PublishedMemory.Open(path, "XWD file"), Description);
}
