using System.Net.Sockets;
using Scanout.Hosting.Cluster;
using Scanout.Pipeline.Devices.Vfio.Doctor;
using StackExchange.Redis;

namespace Scanout.Hosting.Doctor;

/// <summary>Whether the cluster's Redis answers this host, by what the service itself would connect with; and whether the two have the same time. It changes nothing.</summary>
/// <param name="configuration">What <c>scanout.cluster.redis</c> says.</param>
/// <param name="time">This host's clock.</param>
sealed class RedisExamination(string configuration, TimeProvider time)
{
    const string Subject = "redis";

    /// <summary>Statements of rights that go from host to host hold for 30 s.</summary>
    static readonly TimeSpan WorstDifference = TimeSpan.FromSeconds(20);

    static readonly TimeSpan NotedDifference = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<Finding>> ExamineAsync()
    {
        try
        {
            var options = RedisStore.OptionsOf(configuration);
            options.AbortOnConnectFail = true;
            await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
            await connection.GetDatabase().PingAsync();
            var server = connection.GetServers().First(each => each.IsConnected);
            return [new(Severity.Good, Subject, $"{Place(options)} answers"), Clock((await server.TimeAsync()) - time.GetUtcNow().UtcDateTime)];
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ArgumentException or InvalidOperationException or IOException or SocketException)
        {
            return
            [
                new(
                    Severity.Obstacle, Subject, failure.Message.Split('\n')[0].Trim(),
                    "start it, or mend scanout.cluster.redis; until then this host is a cluster of one, and displays, viewers and recordings go on"),
            ];
        }
    }

    /// <summary>Without what is secret in the options.</summary>
    static string Place(ConfigurationOptions options) => string.Join(", ", options.EndPoints.Select(place => place.ToString()));

    static Finding Clock(TimeSpan ahead)
    {
        var difference = ahead.Duration();
        var sentence = $"this host's clock and that of Redis differ by {difference.TotalSeconds:0.0} s";
        return difference < NotedDifference
            ? new(Severity.Good, "clock", sentence)
            : new(
                difference < WorstDifference ? Severity.Note : Severity.Obstacle, "clock",
                $"{sentence}: consoles of other hosts are refused from 30 s on", "let every host of the cluster have its time by NTP (timedatectl set-ntp true)");
    }
}
