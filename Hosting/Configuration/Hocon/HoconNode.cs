namespace Scanout.Hosting.Configuration.Hocon;

/// <summary>A value as it stands in a file or, of the first three kinds alone, once substitutions are resolved.</summary>
public abstract record HoconNode(HoconOrigin Origin);

/// <summary>Text, quoted or not: whether it is a number or a duration is for its reader to say.</summary>
public sealed record HoconScalar(string Text, bool IsQuoted, HoconOrigin Origin) : HoconNode(Origin)
{
    /// <summary>The word <c>null</c>: as if the key were not there.</summary>
    public bool IsNull => !IsQuoted && Text == "null";
}

/// <summary>An array. Before resolution its elements may be of any kind.</summary>
public sealed record HoconArray(IReadOnlyList<HoconNode> Elements, HoconOrigin Origin) : HoconNode(Origin);

/// <summary>
/// An object. Before resolution a key holds every value that it was given, in order: a later one may refer to an earlier, or be merged with it.
/// </summary>
public sealed record HoconObject(HoconOrigin Origin) : HoconNode(Origin)
{
    readonly Dictionary<string, List<HoconNode>> values = new(StringComparer.Ordinal);
    readonly List<string> keys = [];

    /// <summary>The keys, in the order in which they came.</summary>
    public IReadOnlyList<string> Keys => keys;

    /// <summary>The values of a key, the last being the newest; none where it has not been given.</summary>
    public IReadOnlyList<HoconNode> Values(string key) => values.TryGetValue(key, out var list) ? list : [];

    /// <summary>A key's value once substitutions are resolved; null where there is none.</summary>
    public HoconNode? Value(string key) => values.TryGetValue(key, out var list) ? list[^1] : null;

    internal void Add(string key, HoconNode value)
    {
        if (!values.TryGetValue(key, out var list))
        {
            values[key] = list = [];
            keys.Add(key);
        }
        list.Add(value);
    }
}

/// <summary><c>${path}</c> or <c>${?path}</c>.</summary>
/// <param name="Path">What it refers to.</param>
/// <param name="IsOptional">Whether it may refer to nothing.</param>
/// <param name="Scope">Where the file that it stands in was included: it is looked for there first.</param>
/// <param name="Origin">Where it stands.</param>
sealed record HoconSubstitution(IReadOnlyList<string> Path, bool IsOptional, IReadOnlyList<string> Scope, HoconOrigin Origin) : HoconNode(Origin);

/// <summary>Values side by side: strings are joined, with the white space between them, and arrays are too.</summary>
sealed record HoconConcatenation(IReadOnlyList<HoconNode> Parts, HoconOrigin Origin) : HoconNode(Origin);

/// <summary><c>key += value</c>: the array that the key had, and one element more.</summary>
sealed record HoconAppend(HoconNode Element, HoconOrigin Origin) : HoconNode(Origin);
