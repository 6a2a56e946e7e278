using System.Diagnostics.CodeAnalysis;
using Scanout.Codecs.Spice;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// One SPICE viewer: his main channel, which is the session, and the channels that join it, each by a connection of its own. When the main channel ends,
/// all end; when another one does, the rest goes on.
/// </summary>
/// <remarks>Made and found by <see cref="SpiceDoor"/>, run by whoever supervises viewers. The session owns neither pipes nor surface.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "It is run once, and lets go of everything at the end of that.")]
public sealed class SpiceSession : IViewerSession
{
    /// <summary>Who knows a session's number has no more guesses than these.</summary>
    const int MaxWrongTickets = 8;

    readonly SpiceDoor door;
    readonly SpiceLinking linking;
    readonly SpiceChannelLink main;
    readonly SpiceArrival arrival;
    readonly SpiceClock clock;
    readonly SpiceInput input;
    readonly CancellationTokenSource ending = new();
    readonly TaskCompletionSource failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Lock gate = new();
    readonly Dictionary<SpiceChannel, Task> channels = [];
    int wrongTickets;
    string endReason = "the service ended it";
    bool isLetIn;
    bool isOver;

    internal SpiceSession(SpiceDoor door, SpiceLinking linking, SpiceChannelLink main, SpiceArrival arrival, ViewerIdentity identity, SpiceTicket? ticket)
    {
        (this.door, this.linking, this.main, this.arrival) = (door, linking, main, arrival);
        (Identity, Ticket) = (identity, ticket);
        (Id, Number) = (door.Sessions.NewId(), door.NextNumber());
        clock = new SpiceClock(Surface.TimeProvider);
        input = new SpiceInput(Surface, door.Audience.Input);
    }

    public string Display => Surface.Name;

    public string Protocol => "spice";

    public string RemoteAddress => arrival.Address;

    public long Number { get; }

    public ViewerIdentity? Identity { get; }

    public event Action<ViewerEdge>? Crossed;

    /// <summary>What the client shows to have another channel (SPICE_MSG_MAIN_INIT).</summary>
    internal uint Id { get; }

    /// <summary>What it was opened with; null where nobody is asked for a ticket.</summary>
    internal SpiceTicket? Ticket { get; }

    Surface Surface => door.Surface;

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        using var linked = cancellationToken.UnsafeRegister(_ => End("the service ended it"), null);
        var running = Task.CompletedTask;
        input.Begin();
        try
        {
            if (!TryEnter(out var refusal))
            {
                await linking.AnswerAsync(SpiceError.PermissionDenied, ending.Token).ConfigureAwait(false);
                return refusal;
            }
            await linking.AnswerAsync(SpiceError.None, ending.Token).ConfigureAwait(false);
            door.Sessions.Add(this);
            running = new SpiceMainChannel(main, Id, Display, input, clock, Surface.TimeProvider).RunAsync(ending.Token);
            await await Task.WhenAny(running, failure.Task).ConfigureAwait(false);
            return "the viewer left";
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return endReason;
        }
        catch (SpiceProtocolException violation)
        {
            return violation.Message;
        }
        catch (IOException)
        {
            return "the connection broke";
        }
        finally
        {
            door.Sessions.Remove(this);
            await EndChannelsAsync().ConfigureAwait(false);
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            input.Seat?.Dispose();
            input.Dispose();
        }
    }

    /// <summary>Whether a channel's ticket is that of the session; of wrong ones a session bears a few.</summary>
    internal bool IsOwnTicket(string? shown, ViewerIdentity? admitted)
    {
        // Who was let in on his way here comes that way with every channel: the session's number alone is no secret.
        if (arrival.Admitted is not null)
            return arrival.Admitted == admitted;
        if (Ticket is null)
            return true;
        if (Volatile.Read(ref wrongTickets) >= MaxWrongTickets)
            return false;
        if (Ticket.Is(shown))
            return true;
        Interlocked.Increment(ref wrongTickets);
        return false;
    }

    /// <summary>Whether the session has no such channel yet.</summary>
    internal bool HasRoomFor(SpiceChannel channel)
    {
        lock (gate)
            return !isOver && !channels.ContainsKey(channel);
    }

    /// <summary>Serves a channel that joins the session until it ends; returns at once where there is one already. What ends it ends it alone.</summary>
    /// <param name="link">Its connection.</param>
    /// <param name="begin">Tells the client that it has it.</param>
    internal async Task<bool> TryServeAsync(SpiceChannelLink link, Func<CancellationToken, Task> begin)
    {
        var channel = link.Request.Channel;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
            if (isOver || !channels.TryAdd(channel, done.Task))
                return false;
        var serving = ServeAsync(link, begin);
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate)
            channels.Remove(channel);
        // What it did not expect is the session's failure: its supervisor is told.
        if (serving.IsFaulted)
            failure.TrySetException(serving.Exception.InnerExceptions);
        done.SetResult();
        return true;
    }

    async Task ServeAsync(SpiceChannelLink link, Func<CancellationToken, Task> begin)
    {
        try
        {
            await begin(ending.Token).ConfigureAwait(false);
            await (link.Request.Channel switch
            {
                SpiceChannel.Display => new SpiceDisplayChannel(link, Surface, clock, door.Settings.Interval).RunAsync(ending.Token),
                SpiceChannel.Cursor => new SpiceCursorChannel(link, Surface).RunAsync(ending.Token),
                _ => new SpiceInputsChannel(link, input).RunAsync(ending.Token),
            }).ConfigureAwait(false);
        }
        catch (SpiceProtocolException violation)
        {
            door.Settings.Logger.SpiceChannelBroken(Number, Display, link.Request.Channel.ToString(), violation.Message);
        }
        catch (Exception gone) when (gone is IOException || gone is OperationCanceledException && ending.IsCancellationRequested)
        {
            // The client closed it, or the session ends.
        }
    }

    async Task EndChannelsAsync()
    {
        Task[] left;
        lock (gate)
        {
            isOver = true;
            left = [.. channels.Values];
        }
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(left).ConfigureAwait(false);
    }

    /// <summary>Takes a seat among the display's viewers. SPICE does not ask whether one would share.</summary>
    bool TryEnter(out string refusal)
    {
        input.Seat = door.Audience.TryEnter(
            new AudienceEntry(Number, Protocol, RemoteAddress, Identity!, IsShared: true), FollowControl, End, out refusal);
        if (input.Seat is null)
            return false;
        TellLetIn();
        return true;
    }

    void FollowControl(AudienceSeat seat)
    {
        TellLetIn();
        input.FollowControl(seat);
        Crossed?.Invoke(seat.IsControlling ? ViewerEdge.Controls : ViewerEdge.ControlLost);
    }

    /// <summary>Once, and before it is told that he controls, which he may from the first moment.</summary>
    void TellLetIn()
    {
        if (!Interlocked.Exchange(ref isLetIn, true))
            Crossed?.Invoke(ViewerEdge.LetIn);
    }

    void End(string reason)
    {
        endReason = reason;
        // Not on the thread of who ends it: what waits for the token would run there.
        _ = ending.CancelAsync();
    }
}
