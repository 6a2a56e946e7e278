namespace Scanout.Hosting.Web.Access;

/// <summary>What <c>POST /api/api-tokens</c> asks for.</summary>
/// <param name="Name">What its maker calls it.</param>
/// <param name="Expires">In QEMU's grammar; null for 30 days from now.</param>
/// <param name="Role"><c>view</c>, <c>control</c> or <c>admin</c>, for as far as its maker has it; null for <c>view</c>.</param>
/// <param name="Displays">Names, with <c>*</c> for anything; null for all that its maker has.</param>
public sealed record ApiTokenWish(string? Name, string? Expires = null, string? Role = null, IReadOnlyList<string>? Displays = null);
