namespace Scanout.Hosting.Web.Access;

/// <summary>What somebody may do, as he is told.</summary>
/// <param name="Displays">Names, with <c>*</c> for anything.</param>
/// <param name="Role"><c>view</c>, <c>control</c>, <c>admin</c>.</param>
public sealed record SessionRole(IReadOnlyList<string> Displays, string Role);
