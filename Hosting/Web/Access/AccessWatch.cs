using Microsoft.AspNetCore.Http.Features;
using Scanout.Hosting.Web.Viewers;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Pipeline.Sinks.Audiences;

namespace Scanout.Hosting.Web.Access;

/// <summary>
/// Looks, again and again, whether those who were let in still are who they were: the viewers of every protocol, and the other WebSockets of who signed in or
/// showed a token. Who is not goes. A request is asked who it is when it comes; these last. Owned by the host. Any thread may enter.
/// </summary>
sealed class AccessWatch : IAsyncDisposable
{
    public const string Reason = "he may not do any more what he was let in for: his entry among the users, his session or his token has changed or is over";

    static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    readonly Lock gate = new();
    readonly HashSet<WatchedSocket> sockets = [];
    readonly AudienceDirectory audiences;
    readonly ILogger<AccessWatch> logger;
    readonly ITimer timer;

    public AccessWatch(AudienceDirectory audiences, TimeProvider timeProvider, ILogger<AccessWatch> logger)
    {
        (this.audiences, this.logger) = (audiences, logger);
        timer = timeProvider.CreateTimer(_ => Look(), null, Period, Period);
    }

    /// <summary>Watches over a request for as long as what it asked for lasts.</summary>
    public async Task ServeAsync(HttpContext http, RequestDelegate next)
    {
        if (!http.WebSockets.IsWebSocketRequest || http.GetEndpoint()?.Metadata.GetMetadata<SeatedViewers>() is not null
            || http.User.Identity?.AuthenticationType == WebSchemes.Connection || WebStanding.Of(http) is not { } standing)
        {
            await next(http);
            return;
        }
        var socket = new WatchedSocket(standing, ViewerWebSocket.AddressOf(http), http.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>());
        lock (gate)
            sockets.Add(socket);
        try
        {
            await next(http);
        }
        finally
        {
            lock (gate)
                sockets.Remove(socket);
        }
    }

    public ValueTask DisposeAsync() => timer.DisposeAsync();

    void Look()
    {
        WatchedSocket[] open;
        lock (gate)
            open = [.. sockets];
        foreach (var seat in audiences.Seats)
            End(seat.Entry.Identity.IsStillGood, () => seat.Disconnect(Reason));
        foreach (var socket in open)
            End(socket.Standing.IsPresent, () => Abort(socket));
    }

    /// <summary>Nothing that goes wrong for one is to keep the others from being looked at, or to end the service.</summary>
    void End(Func<bool> isStillGood, Action end)
    {
        try
        {
            if (!isStillGood())
                end();
        }
        catch (Exception fault)
        {
            logger.AccessUnclear(fault);
        }
    }

    /// <summary>Under the lock what is in the set is being served, so that its connection is nobody else's yet.</summary>
    void Abort(WatchedSocket socket)
    {
        lock (gate)
            if (sockets.Remove(socket))
            {
                logger.WebSocketEnded(PeerText.Of(socket.Standing.Identity.User), socket.Address);
                socket.Lifetime.Abort();
            }
    }

    sealed record WatchedSocket(WebStanding Standing, string Address, IHttpRequestLifetimeFeature Lifetime);
}
