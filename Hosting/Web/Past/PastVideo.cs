namespace Scanout.Hosting.Web.Past;

/// <summary>A video of a display's past. While it is there it counts as one of those that are being made.</summary>
/// <param name="file">Its bytes; the file has no name any more.</param>
/// <param name="name">What it is called for the browser.</param>
/// <param name="room">Where its place is given back.</param>
sealed class PastVideo(FileStream file, string name, SemaphoreSlim room) : IDisposable
{
    bool isDisposed;

    public FileStream File => file;

    public string Name => name;

    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        file.Dispose();
        room.Release();
    }
}
