namespace Scanout.Hosting.Web;

/// <summary>A token that lets one viewer in once, as <c>POST /api/tokens</c> gives it.</summary>
public sealed record TokenRecord(string Token, string Display, bool ViewOnly, DateTimeOffset? Expires);
