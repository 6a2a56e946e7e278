using System.Net.Sockets;

namespace Scanout.Hosting.Doctor;

/// <summary>Whether somebody listens where he is to be.</summary>
static class Reach
{
    /// <summary>Null where somebody does, in time.</summary>
    public static async Task<string?> WhyNotAsync(Uri address, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.IdnHost, address.Port, limit.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {patience.TotalSeconds:0} s";
        }
        catch (SocketException failure)
        {
            return failure.Message;
        }
    }
}
