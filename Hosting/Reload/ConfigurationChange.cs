using Scanout.Hosting.Configuration.Hocon;

namespace Scanout.Hosting.Reload;

/// <summary>One key that is another than it was. Its value is not told: it may be a password.</summary>
/// <param name="Path">Its names, from the top.</param>
/// <param name="Origin">Where it stands now; where it stood, where it is not there any more.</param>
sealed record ConfigurationChange(IReadOnlyList<string> Path, HoconOrigin Origin)
{
    /// <summary>The path as it is written, names in quotes where they need them.</summary>
    public string Key => string.Join('.', Path.Select(name => name.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_') ? name : $"\"{name}\""));

    /// <summary>All keys by which two resolved configurations differ.</summary>
    public static List<ConfigurationChange> Between(HoconObject before, HoconObject now)
    {
        var (old, changes) = (Leaves(before, []).ToDictionary(leaf => leaf.Key, StringComparer.Ordinal), new List<ConfigurationChange>());
        foreach (var leaf in Leaves(now, []))
            if (!old.Remove(leaf.Key, out var same) || same.Value != leaf.Value)
                changes.Add(new ConfigurationChange(leaf.Path, leaf.Origin));
        changes.AddRange(old.Values.Select(gone => new ConfigurationChange(gone.Path, gone.Origin)));
        return changes;
    }

    static IEnumerable<Leaf> Leaves(HoconNode node, IReadOnlyList<string> path) => node switch
    {
        HoconObject inner => inner.Keys.SelectMany(name => Leaves(inner.Value(name)!, [.. path, name])),
        HoconScalar { IsNull: true } => [],
        _ => [new Leaf(path, TextOf(node), node.Origin)],
    };

    static string TextOf(HoconNode node) => node switch
    {
        HoconScalar scalar => scalar.Text,
        HoconArray array => string.Join('\n', array.Elements.Select(TextOf)),
        HoconObject inner => string.Join('\n', inner.Keys.Select(name => $"{name}={TextOf(inner.Value(name)!)}")),
        _ => "",
    };

    sealed record Leaf(IReadOnlyList<string> Path, string Value, HoconOrigin Origin)
    {
        public string Key { get; } = string.Join('\0', Path);
    }
}
