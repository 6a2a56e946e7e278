namespace Scanout.Hosting.Web.Access;

/// <summary>Of an endpoint: its WebSockets are viewers, whom <see cref="AccessWatch"/> asks for at their displays' seats, whatever they come by.</summary>
sealed class SeatedViewers
{
    public static SeatedViewers Instance { get; } = new();
}
