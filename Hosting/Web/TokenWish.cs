namespace Scanout.Hosting.Web;

/// <summary>What <c>POST /api/tokens</c> asks for.</summary>
/// <param name="Display">The display's name.</param>
/// <param name="ViewOnly">Whether the holder may watch alone.</param>
/// <param name="Expires">In QEMU's grammar; null for five minutes from now.</param>
public sealed record TokenWish(string? Display, bool ViewOnly = false, string? Expires = null);
