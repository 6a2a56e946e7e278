using System.Net.Sockets;
using System.Text;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Devices.Vfio.Handover;

/// <summary>
/// One client of the <see cref="HandoverListener"/>, whose protocol it speaks: first <see cref="TalkAsync"/>, then <see
/// cref="WaitForEndAsync"/>. Whatever the client does ends its own session only.
/// </summary>
/// <param name="client">Taken over.</param>
/// <param name="devices">The listener's.</param>
/// <param name="isVfioDevice">Whether a descriptor is of a VFIO device.</param>
/// <param name="isTrusted">Whether a user may hand devices over.</param>
/// <param name="time">Whose timers are used.</param>
sealed class HandoverSession(
    Socket client, HandedDevices devices, Func<DeviceFd, bool> isVfioDevice, Predicate<uint> isTrusted, TimeProvider time) : IDisposable
{
    HandedDevice? device;
    string reason = "the connection that handed the device over has broken";

    /// <summary>Receives what is handed over, takes it in and answers, or says why not.</summary>
    internal async Task TalkAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var message = new HandoverMessage();
            var fault = isTrusted(HandoverPeer.UserOf(client))
                ? await ReceiveAsync(message, cancellationToken).ConfigureAwait(false) ?? TakeIn(message)
                : "only root and the user that runs the service may hand devices over";
            var answer = fault is null ? "ok\n" : $"refused: {fault}\n";
            await client.SendAsync(Encoding.UTF8.GetBytes(answer), cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // One that does not wait for the answer: the device of a process is kept all the same.
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end of the listener.
        }
    }

    /// <summary>Waits until what was taken in, if anything was, must be let go, and lets it go.</summary>
    internal async Task WaitForEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (device is { IsOfProcess: true })
                reason = await ProcessEndAsync(device, cancellationToken).ConfigureAwait(false);
            else if (device is not null)
                reason = await ConnectionEndAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // As the reason says.
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            reason = "the handover has ended";
        }
        finally
        {
            if (device is not null)
                devices.Remove(device, reason);
        }
    }

    public void Dispose()
    {
        client.Dispose();
        device?.Dispose();
    }

    async Task<string?> ReceiveAsync(HandoverMessage message, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(HandoverListener.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (!message.IsWhole)
            {
                // Only waits: what is there is received with the descriptors that belong to it.
                await client.ReceiveAsync(Memory<byte>.Empty, either.Token).ConfigureAwait(false);
                if (!message.Receive(client))
                    break;
            }
            return message.Fault;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no whole line came within {HandoverListener.Patience.TotalSeconds} seconds";
        }
    }

    /// <returns>Null, or one sentence about what is wrong with what the message brings.</returns>
    string? TakeIn(HandoverMessage message)
    {
        if (HandoverRequest.Parse(message.Line, out var fault) is not { } request)
            return fault;
        PidFd? process;
        try
        {
            process = request.Pid is { } pid ? PidFd.Open(pid) : null;
        }
        catch (DeviceException gone)
        {
            return gone.Message;
        }
        var handed = new HandedDevice(request, message.TakeFd(), process);
        var refusal = !handed.Is(isVfioDevice) ? "the descriptor is no VFIO device" : handed.FindEnd() ?? devices.Add(handed);
        if (refusal is null)
            device = handed;
        else
            handed.Dispose();
        return refusal;
    }

    async Task<string> ConnectionEndAsync(CancellationToken cancellationToken) =>
        await client.ReceiveAsync(new byte[1], cancellationToken).ConfigureAwait(false) == 0
            ? "the connection that handed the device over was closed"
            : "more than one message came on the connection that handed the device over";

    async Task<string> ProcessEndAsync(HandedDevice device, CancellationToken cancellationToken)
    {
        client.Dispose();
        string? end;
        while ((end = device.FindEnd()) is null)
            await Task.Delay(HandoverListener.Period, time, cancellationToken).ConfigureAwait(false);
        return end;
    }
}
