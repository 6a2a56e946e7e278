namespace Scanout.Pipeline.Sinks.Access;

/// <summary>One user: a line <c>NAME:OPTIONS:PASSWORD</c> of the file of users. There is one option, <c>view-only</c>.</summary>
/// <param name="Name">1 to 64 characters, none of them a colon or a control character.</param>
/// <param name="IsViewOnly">He may watch and not control.</param>
/// <param name="Password">As it is kept.</param>
public sealed record UserEntry(string Name, bool IsViewOnly, PasswordHash Password)
{
    const string ViewOnly = "view-only";
    const int MaxNameLength = 64;

    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && name == name.Trim() && !name.StartsWith('#')
        && !name.Any(character => character == ':' || char.IsControl(character));

    /// <summary>Reads a line; says what is wrong with it where it is no user's.</summary>
    public static UserEntry? TryParse(string line, out string problem)
    {
        var parts = line.Split(':');
        problem = "is not NAME:OPTIONS:PASSWORD";
        if (parts.Length != 3)
            return null;
        problem = "has no name of 1 to 64 characters";
        if (!IsName(parts[0]))
            return null;
        problem = $"has an option that is not {ViewOnly}";
        if (parts[1] is not ("" or ViewOnly))
            return null;
        var password = PasswordHash.TryParse(parts[2], out problem);
        return password is null ? null : new UserEntry(parts[0], parts[1].Length > 0, password);
    }

    public override string ToString() => $"{Name}:{(IsViewOnly ? ViewOnly : "")}:{Password}";
}
