using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Scanout.Hosting.Listeners;

/// <summary>
/// Makes the displays' Unix sockets: NAME.sock in one directory, for the service's user and group. A socket gets its name when its mode is
/// right, and takes the place of one that nobody listens at any more. Owned by the <see cref="DisplayFront"/>.
/// </summary>
sealed class UnixDoor(string directory, ILoggerFactory loggers) : IListenerPlaces
{
    const UnixFileMode UserAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>unix(7): what a socket's address has room for.</summary>
    const int MaxPathBytes = 107;

    public string PlaceOf(string display) => Path.Combine(directory, $"{display}.sock");

    public async Task<IConnectionListener> ListenAsync(string display)
    {
        var path = PlaceOf(display);
        try
        {
            if (Encoding.UTF8.GetByteCount(path) > MaxPathBytes)
                throw new IOException($"a socket's path has room for {MaxPathBytes} bytes");
            if (File.Exists(path) && IsListenedAt(path))
                throw new IOException("another program listens at it");
            var transport = new SocketTransportFactory(
                Options.Create(new SocketTransportOptions
                {
                    UnsafePreferInlineScheduling = true, CreateBoundListenSocket = _ => Bind(path),
                }),
                loggers);
            return await transport.BindAsync(new UnixDomainSocketEndPoint(path));
        }
        catch (Exception failure) when (failure is IOException or SocketException or UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException($"{path}: {failure.Message}", failure);
        }
    }

    /// <summary>Takes the socket's name away.</summary>
    public void Release(string display)
    {
        try
        {
            File.Delete(PlaceOf(display));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // The directory has gone, or is no longer ours: so is the name.
        }
    }

    /// <summary>Binds where nobody else can look, sets the mode, and only then gives the socket its name.</summary>
    Socket Bind(string path)
    {
        var hidden = Path.Combine(directory, $".{Environment.ProcessId:x}");
        Directory.CreateDirectory(hidden, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var isNamed = false;
        try
        {
            var nameless = Path.Combine(hidden, "s");
            File.Delete(nameless);
            socket.Bind(new UnixDomainSocketEndPoint(nameless));
            File.SetUnixFileMode(nameless, UserAndGroup);
            File.Move(nameless, path, overwrite: true);
            isNamed = true;
            return socket;
        }
        finally
        {
            if (!isNamed)
                socket.Dispose();
            Directory.Delete(hidden, recursive: true);
        }
    }

    static bool IsListenedAt(string path)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
