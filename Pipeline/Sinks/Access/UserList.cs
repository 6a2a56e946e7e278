using System.Text;

namespace Scanout.Pipeline.Sinks.Access;

/// <summary>What stands in a file of users: a line for each, empty lines, and comments that begin with <c>#</c>.</summary>
/// <param name="Users">By name.</param>
/// <param name="Faults">What is wrong with other lines, each with its number.</param>
public sealed record UserList(IReadOnlyDictionary<string, UserEntry> Users, IReadOnlyList<string> Faults)
{
    const int MaxBytes = 16 << 20;

    public static UserList Empty { get; } = new(new Dictionary<string, UserEntry>(), []);

    /// <summary>Reads a file; IOException or UnauthorizedAccessException where it can't be.</summary>
    public static UserList Read(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > MaxBytes })
            throw new IOException("it is too long to be a file of users");
        return Parse(File.ReadLines(path, Encoding.UTF8));
    }

    public static UserList Parse(IEnumerable<string> lines)
    {
        var users = new Dictionary<string, UserEntry>(StringComparer.Ordinal);
        List<string> faults = [];
        foreach (var (line, number) in lines.Select((line, index) => (line, index + 1)))
        {
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
                continue;
            var user = UserEntry.TryParse(line, out var problem);
            if (user is null)
                faults.Add($"line {number} {problem}");
            else if (!users.TryAdd(user.Name, user))
                faults.Add($"line {number} names {user.Name} again");
        }
        return new UserList(users, faults);
    }
}
