using System.Diagnostics;
using System.Net.Sockets;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Cluster;

/// <summary>Debian's <c>redis-server</c>, at a Unix socket of its own, which keeps nothing; it may be stopped and started again.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly TemporaryDirectory directory = new();
    readonly string socketPath;
    Process? process;

    RedisServer() => socketPath = Path.Combine(directory.Path, "redis.sock");

    /// <summary>As <c>scanout.cluster.redis</c> names it.</summary>
    public string Configuration => $"!{socketPath}";

    public static async Task<RedisServer> RunAsync()
    {
        var server = new RedisServer();
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        process = Process.Start(new ProcessStartInfo(
            "redis-server", ["--port", "0", "--unixsocket", socketPath, "--save", "", "--appendonly", "no", "--dir", directory.Path])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        await Wait.UntilAsync(Answers, Patience, () => "redis-server does not answer");
    }

    /// <summary>At once, as if its machine had failed.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
        File.Delete(socketPath);
    }

    /// <summary>From now on it answers nobody, and its connections stay.</summary>
    public async Task HangAsync()
    {
        using var kill = Process.Start("kill", ["-STOP", $"{process!.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await KillAsync();
        directory.Dispose();
    }

    bool Answers()
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(socketPath));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
