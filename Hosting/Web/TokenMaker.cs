using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Hosting.Web;

/// <summary>Makes tokens for programs of this host that run as root or as the service does, and tells the log.</summary>
sealed class TokenMaker(AccessTokens tokens, TimeProvider timeProvider, ILogger<AccessTokens> logger)
{
    /// <summary>Five minutes, where nothing is said.</summary>
    const string DefaultExpiry = "+300";

    /// <summary>Makes one for who asks.</summary>
    /// <param name="http">Who asks.</param>
    /// <param name="display">The name of a display that there is.</param>
    /// <param name="isViewOnly">Whether the holder may watch alone.</param>
    /// <param name="expires">In QEMU's grammar; null for five minutes from now.</param>
    /// <param name="refusal">The answer where there is none.</param>
    public TokenRecord? TryMake(HttpContext http, string display, bool isViewOnly, string? expires, out IResult? refusal)
    {
        refusal = null;
        if (!LocalPeer.IsOperator(http))
            refusal = Problem(StatusCodes.Status403Forbidden, "tokens are made for root and the service's own user, on its own host");
        else if (!Expiry.TryParse(expires ?? DefaultExpiry, out var expiry))
            refusal = Problem(StatusCodes.Status400BadRequest, "expires is none of now, never, +N seconds, and N seconds since 1970");
        else if (expiry.From(timeProvider.GetUtcNow()) is var end && tokens.TryCreate(display, isViewOnly, end) is { } token)
        {
            logger.TokenMade(display, isViewOnly ? "view-only" : "may control", end?.ToString("u") ?? "never");
            return new TokenRecord(token, display, isViewOnly, end);
        }
        else
            refusal = Problem(StatusCodes.Status429TooManyRequests, $"{AccessTokens.MaxOutstanding} tokens have not been used yet");
        return null;
    }

    static IResult Problem(int status, string sentence) => Results.Problem(sentence, statusCode: status);
}
