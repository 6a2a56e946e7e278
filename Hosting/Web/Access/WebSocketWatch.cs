using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Hosting.Web.Access;

/// <summary>
/// The WebSockets of who signed in, or showed a token: once he is not any more who he was, they end, and while they are there his session does not. A request
/// is asked who it is when it comes; these last. Owned by the host. Any thread may enter.
/// </summary>
sealed class WebSocketWatch : IAsyncDisposable
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<HttpContext, WebIdentity> watched = new();
    readonly WebUsers users;
    readonly WebSessions sessions;
    readonly ApiTokens tokens;
    readonly ILogger<WebSocketWatch> logger;
    readonly ITimer timer;

    public WebSocketWatch(WebUsers users, WebSessions sessions, ApiTokens tokens, TimeProvider timeProvider, ILogger<WebSocketWatch> logger)
    {
        (this.users, this.sessions, this.tokens, this.logger) = (users, sessions, tokens, logger);
        timer = timeProvider.CreateTimer(_ => Look(), null, Period, Period);
    }

    /// <summary>Watches over a request for as long as what it asked for lasts.</summary>
    public async Task ServeAsync(HttpContext http, RequestDelegate next)
    {
        var identity = WebIdentity.Of(http.User);
        if (!http.WebSockets.IsWebSocketRequest || identity is null || http.User.Identity!.AuthenticationType == WebSchemes.Connection)
        {
            await next(http);
            return;
        }
        watched[http] = identity;
        try
        {
            await next(http);
        }
        finally
        {
            watched.TryRemove(http, out _);
        }
    }

    public ValueTask DisposeAsync() => timer.DisposeAsync();

    void Look()
    {
        foreach (var (http, identity) in watched)
            if (!IsStillGood(http, identity))
            {
                logger.WebSocketEnded(PeerText.Of(identity.User), ViewerWebSocket.AddressOf(http));
                http.Abort();
            }
    }

    bool IsStillGood(HttpContext http, WebIdentity identity) => users.IsCurrent(identity) && http.User.Identity!.AuthenticationType switch
    {
        WebSchemes.Bearer => tokens.Find(BearerAuthentication.SecretOf(http)) is not null,
        WebSchemes.Session => http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties is { } session && sessions.Prolong(session),
        _ => true,
    };
}
