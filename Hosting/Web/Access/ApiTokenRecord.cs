using System.Text.Json.Serialization;

namespace Scanout.Hosting.Web.Access;

/// <summary>An API token as <c>GET /api/api-tokens</c> tells of it.</summary>
/// <param name="Id">What it is revoked by.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="User">Who made it; empty for an operator.</param>
/// <param name="Role">What it gives at most.</param>
/// <param name="Displays">For which displays.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">Until when it is good.</param>
public sealed record ApiTokenRecord(
    string Id, string Name, string User, string Role, IReadOnlyList<string> Displays, DateTimeOffset Created, DateTimeOffset Expires)
{
    /// <summary>What is shown to be let in: told once, to who made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    internal static ApiTokenRecord Of(ApiToken token) => new(
        token.Id, token.Name, token.Owner.User, SessionRecord.NameOf(token.Holder.Limit), token.Holder.Displays, token.Created, token.Expires);
}
