namespace Scanout.Hosting.Web.Access;

/// <summary>One of scanout.web.roles. Names are patterns (<see cref="NamePattern"/>).</summary>
/// <param name="Users">Whom it is given to.</param>
/// <param name="Displays">For which displays; one with a slash is <c>HOST/NAME</c>, and any other holds on every host.</param>
/// <param name="Role">What is given.</param>
public sealed record RoleGrant(IReadOnlyList<string> Users, IReadOnlyList<string> Displays, DisplayRole Role)
{
    public bool IsFor(string user) => Users.Any(pattern => NamePattern.Matches(pattern, user));
}
