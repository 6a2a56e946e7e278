namespace Scanout.Hosting.Web.Access;

/// <summary>A name, or what names have in common: <c>*</c> is anything, or nothing. Upper and lower case differ.</summary>
public static class NamePattern
{
    public const string Everything = "*";

    public static bool Matches(string pattern, string name)
    {
        var (at, read, star, resume) = (0, 0, -1, 0);
        // Of several stars only the last needs to be tried anew: no name makes this slow.
        while (read < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
                (star, resume, at) = (at, read, at + 1);
            else if (at < pattern.Length && pattern[at] == name[read])
                (at, read) = (at + 1, read + 1);
            else if (star >= 0)
                (at, read, resume) = (star + 1, resume + 1, resume + 1);
            else
                return false;
        }
        return pattern.AsSpan(at).Trim('*').IsEmpty;
    }
}
