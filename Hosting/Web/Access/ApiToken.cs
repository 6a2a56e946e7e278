namespace Scanout.Hosting.Web.Access;

/// <summary>An API token, without what makes it one.</summary>
/// <param name="Id">What it is revoked by; no secret.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="Owner">Who made it, with all his rights.</param>
/// <param name="Holder">Who shows it: its maker, with the rights that he gave it.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">Until when it is good.</param>
sealed record ApiToken(string Id, string Name, WebIdentity Owner, WebIdentity Holder, DateTimeOffset Created, DateTimeOffset Expires)
{
    /// <summary>Whether that identity made it.</summary>
    public bool IsOf(WebIdentity identity) => (identity.Kind, identity.User) == (Owner.Kind, Owner.User);
}
