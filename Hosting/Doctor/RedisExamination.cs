using System.Net.Sockets;
using System.Text;
using Scanout.Hosting.Configuration.Hocon;
using Scanout.Pipeline.Devices.Vfio.Doctor;

namespace Scanout.Hosting.Doctor;

/// <summary>Whether the cluster's Redis answers, where the configuration names one. It says PING, and nothing else.</summary>
static class RedisExamination
{
    const int DefaultPort = 6379;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What <c>scanout.cluster.redis</c> says; null where there is none.</summary>
    public static string? AddressIn(HoconObject tree) =>
        ((tree.Value("scanout") as HoconObject)?.Value("cluster") as HoconObject)?.Value("redis") is HoconScalar { Text.Length: > 0, IsNull: false } redis
            ? redis.Text : null;

    /// <param name="address"><c>HOST:PORT</c>, then options behind commas, as StackExchange.Redis reads it; several hosts are asked in their order.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    public static async Task<Finding> ExamineAsync(string address, CancellationToken cancellationToken)
    {
        var hosts = address.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(part => !part.Contains('=')).ToList();
        if (hosts.Count == 0)
            return new(Severity.Obstacle, "redis", "scanout.cluster.redis names no host", "HOST:PORT");
        List<string> refusals = [];
        foreach (var host in hosts)
            if (await RefusalOfAsync(host, isEncrypted: address.Contains("ssl=true", StringComparison.OrdinalIgnoreCase), cancellationToken) is { } refusal)
                refusals.Add($"{host}: {refusal}");
            else
                return new(Severity.Good, "redis", $"{host} answers");
        return new(
            Severity.Obstacle, "redis", string.Join("; ", refusals),
            "start it, or mend scanout.cluster.redis; until then this host is a cluster of one, and displays, viewers and recordings go on");
    }

    static async Task<string?> RefusalOfAsync(string host, bool isEncrypted, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var at = host.LastIndexOf(':');
            var (name, port) = at < 0 ? (host, DefaultPort) : (host[..at], int.TryParse(host[(at + 1)..], out var given) ? given : DefaultPort);
            using var client = new TcpClient();
            await client.ConnectAsync(name, port, limit.Token);
            if (isEncrypted)
                return null; // That it listens is what can be seen from outside.
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), limit.Token);
            var answer = new byte[64];
            var length = await client.GetStream().ReadAsync(answer, limit.Token);
            // One that wants a password says so, and is there.
            return Encoding.ASCII.GetString(answer, 0, length) is var text && (text.StartsWith("+PONG", StringComparison.Ordinal)
                || text.StartsWith("-NOAUTH", StringComparison.Ordinal)) ? null : "what answers is no Redis";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {Patience.TotalSeconds} s";
        }
        catch (Exception failure) when (failure is SocketException or IOException or ArgumentException)
        {
            return failure.Message;
        }
    }
}
