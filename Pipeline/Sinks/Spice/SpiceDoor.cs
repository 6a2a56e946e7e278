using System.IO.Pipelines;
using Scanout.Codecs.Spice;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// Lets SPICE connections in to one display, whatever they come by: a main channel opens a session, others join theirs. Lives as long as the display is
/// known. Any thread may call.
/// </summary>
/// <param name="surface">The display's.</param>
/// <param name="settings">What all sessions have in common.</param>
/// <param name="audience">The display's viewers.</param>
/// <param name="nextNumber">Gives each viewer a number.</param>
public sealed class SpiceDoor(Surface surface, SpiceSessionSettings settings, Audience audience, Func<long> nextNumber)
{
    internal Surface Surface => surface;

    internal SpiceSessionSettings Settings => settings;

    internal Audience Audience => audience;

    internal SpiceSessions Sessions { get; } = new();

    internal long NextNumber() => nextNumber();

    /// <summary>Links one connection and serves its channel until that ends, however it ends.</summary>
    /// <param name="pipe">Its bytes; stays its owner's, who completes it.</param>
    /// <param name="arrival">Where they come from.</param>
    /// <param name="serve">Runs a session, where the connection opens one, until it ends.</param>
    /// <param name="cancellationToken">Ends what has not yet become a session's.</param>
    public async Task ServeAsync(
        IDuplexPipe pipe, SpiceArrival arrival, Func<IViewerSession, Task> serve, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        ArgumentNullException.ThrowIfNull(arrival);
        ArgumentNullException.ThrowIfNull(serve);
        var linking = new SpiceLinking(pipe, settings, arrival);
        try
        {
            var serving = await AdmitAsync(pipe, linking, arrival, serve, cancellationToken).ConfigureAwait(false);
            await serving().ConfigureAwait(false);
        }
        catch (SpiceRefusalException referral) when (referral.Error == SpiceError.NeedSecured)
        {
            settings.Logger.ViewerReferred(arrival.Address, surface.Name);
        }
        catch (Exception refusal) when (refusal is SpiceRefusalException or SpiceProtocolException)
        {
            settings.Logger.ViewerRefused(arrival.Address, surface.Name, "spice", "", refusal.Message);
        }
        catch (Exception gone) when (gone is IOException || gone is OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            // It has left before it was let in.
        }
    }

    /// <summary>The link stage, in its time; what is given back serves what came of it.</summary>
    async Task<Func<Task>> AdmitAsync(
        IDuplexPipe pipe, SpiceLinking linking, SpiceArrival arrival, Func<IViewerSession, Task> serve, CancellationToken cancellationToken)
    {
        // TLS may have taken some of it.
        var left = arrival.Began is { } began ? settings.LinkTimeout - surface.TimeProvider.GetElapsedTime(began) : settings.LinkTimeout;
        using var limit = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, surface.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var shown = await linking.ReadTicketAsync(MayLink, either.Token).ConfigureAwait(false);
            var link = new SpiceChannelLink(pipe, linking.Request, linking.Offset, settings, surface.TimeProvider);
            return linking.Request.Channel == SpiceChannel.Main
                ? await OpenAsync(linking, link, arrival, shown, serve, either.Token).ConfigureAwait(false)
                : await JoinAsync(linking, link, arrival, shown, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new SpiceProtocolException(linking.Offset, $"the link stage took longer than {settings.LinkTimeout.TotalSeconds} s");
        }
    }

    /// <summary>What the client is answered to its request, before it is asked for a ticket.</summary>
    SpiceError MayLink(SpiceLinkRequest request)
    {
        if (request.ChannelId != 0
            || request.Channel is not (SpiceChannel.Main or SpiceChannel.Display or SpiceChannel.Inputs or SpiceChannel.Cursor))
            return SpiceError.ChannelNotAvailable;
        if (request.Channel == SpiceChannel.Main)
            return request.ConnectionId == 0 ? SpiceError.None : SpiceError.BadConnectionId;
        if (Sessions.Find(request.ConnectionId) is not { } session)
            return SpiceError.BadConnectionId;
        return session.HasRoomFor(request.Channel) ? SpiceError.None : SpiceError.ChannelNotAvailable;
    }

    async Task<Func<Task>> OpenAsync(
        SpiceLinking linking, SpiceChannelLink link, SpiceArrival arrival, string? shown, Func<IViewerSession, Task> serve,
        CancellationToken cancellationToken)
    {
        var identity = arrival.Admitted ?? await IdentifyAsync(linking, arrival, shown, cancellationToken).ConfigureAwait(false);
        settings.Logger.ViewerAdmitted(
            arrival.Address, surface.Name, "spice", PeerText.Of(identity.User), identity.Method,
            identity.IsViewOnly ? "view-only" : "may control", ViewerSecrecy.Of(arrival.Link));
        var isAsked = arrival.Admitted is null && settings.Admission is { IsOpen: false };
        var session = new SpiceSession(this, linking, link, arrival, identity, isAsked ? new SpiceTicket(shown ?? "") : null);
        return () => serve(session);
    }

    /// <summary>Whose ticket it is. Where nobody is asked for one, it may still be a token.</summary>
    async Task<ViewerIdentity> IdentifyAsync(
        SpiceLinking linking, SpiceArrival arrival, string? shown, CancellationToken cancellationToken)
    {
        if (settings.Admission is not { } admission)
            return ViewerIdentity.Anyone;
        if (admission.IsOpen)
            return admission.Tokens.Redeem(shown ?? "", surface.Name) ?? ViewerIdentity.Anyone;
        var (identity, refusal) = await admission.AdmitAsync(
            arrival.Address, settings.LinkTimeout / 2,
            token => shown is null ? Task.FromResult<ViewerIdentity?>(null) : admission.FindByTicketAsync(surface.Name, shown, token),
            cancellationToken).ConfigureAwait(false);
        return identity ?? throw await RefuseAsync(linking, refusal, cancellationToken).ConfigureAwait(false);
    }

    async Task<Func<Task>> JoinAsync(
        SpiceLinking linking, SpiceChannelLink link, SpiceArrival arrival, string? shown, CancellationToken cancellationToken)
    {
        var session = Sessions.Find(link.Request.ConnectionId);
        if (session?.IsOwnTicket(shown, arrival.Admitted) == false)
        {
            var (_, refusal) = settings.Admission is null ? (null, "") : await settings.Admission.AdmitAsync(
                arrival.Address, settings.LinkTimeout / 2, _ => Task.FromResult<ViewerIdentity?>(null), cancellationToken).ConfigureAwait(false);
            throw await RefuseAsync(linking, refusal, cancellationToken).ConfigureAwait(false);
        }
        return async () =>
        {
            if (session is not null
                && await session.TryServeAsync(link, token => linking.AnswerAsync(SpiceError.None, token)).ConfigureAwait(false))
                return;
            await linking.AnswerAsync(SpiceError.ChannelNotAvailable, CancellationToken.None).ConfigureAwait(false);
            throw new SpiceRefusalException(
                SpiceError.ChannelNotAvailable, "its session has ended, or has such a channel already, since it was asked for a ticket");
        };
    }

    /// <summary>A wrong ticket is answered late, in the same words whatever is wrong with it.</summary>
    async Task<SpiceRefusalException> RefuseAsync(SpiceLinking linking, string refusal, CancellationToken cancellationToken)
    {
        if (refusal.Length == 0)
            await Task.Delay(settings.RefusalDelay, surface.TimeProvider, cancellationToken).ConfigureAwait(false);
        await linking.AnswerAsync(SpiceError.PermissionDenied, cancellationToken).ConfigureAwait(false);
        return new SpiceRefusalException(SpiceError.PermissionDenied, refusal.Length == 0 ? "wrong ticket" : refusal);
    }
}
