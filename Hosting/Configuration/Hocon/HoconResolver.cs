namespace Scanout.Hosting.Configuration.Hocon;

/// <summary>
/// Resolves substitutions over all layers at once: what a path is, is asked of all files together, the later ones first, and then of the
/// environment. A value that refers to its own path means what the path was before (HOCON.md, «Self-Referential Substitutions»).
/// </summary>
sealed class HoconResolver(IReadOnlyList<HoconObject> layers, IReadOnlyDictionary<string, string?> environment, List<HoconFault> faults)
{
    const int MaxDepth = 200;

    /// <summary>Values that are evaluated at most: references that double with each step must not run for ever.</summary>
    const int MaxWork = 200_000;

    /// <summary>Paths that are being resolved, and how many of their values, from the first, may be asked for meanwhile.</summary>
    readonly Dictionary<string, int> limits = new(StringComparer.Ordinal);

    int depth;
    int work;

    /// <summary>The merged tree of objects, arrays and scalars.</summary>
    public HoconObject Resolve()
    {
        var root = new HoconObject(layers[0].Origin);
        foreach (var key in layers.SelectMany(layer => layer.Keys).Distinct(StringComparer.Ordinal))
            if (ResolvePath([key]) is { } value)
                root.Add(key, value);
        return root;
    }

    /// <summary>Every value that a path was given, of all layers and all objects that make up its parents; the newest last.</summary>
    List<HoconNode> ValuesOf(IReadOnlyList<string> path)
    {
        IEnumerable<HoconObject> parents = path.Count == 1 ? layers : ObjectsOf([.. path.Take(path.Count - 1)]);
        var values = parents.SelectMany(parent => parent.Values(path[^1])).ToList();
        return limits.TryGetValue(Key(path), out var limit) ? values[..Math.Min(limit, values.Count)] : values;
    }

    /// <summary>The objects that a path is merged of, the newest last; none where its newest value is no object.</summary>
    List<HoconObject> ObjectsOf(IReadOnlyList<string> path)
    {
        var values = ValuesOf(path);
        var objects = new List<HoconObject>();
        for (var i = values.Count - 1; i >= 0; i--)
        {
            var value = values[i] as HoconObject ?? Evaluate(path, values[i], i);
            if (value is HoconObject part)
                objects.Insert(0, part);
            else if (value is not null)
                break;
        }
        return objects;
    }

    HoconNode? ResolvePath(IReadOnlyList<string> path)
    {
        if (depth >= MaxDepth || ++work > MaxWork)
        {
            Fault(path, "references are nested too deep", layers[0].Origin);
            return null;
        }
        depth++;
        try
        {
            var values = ValuesOf(path);
            for (var i = values.Count - 1; i >= 0; i--)
            {
                var value = values[i] as HoconObject ?? Evaluate(path, values[i], i);
                if (value is HoconObject)
                    return Merge(path, values[i].Origin);
                if (value is not null)
                    return value;
            }
            return null;
        }
        finally
        {
            depth--;
        }
    }

    HoconObject Merge(IReadOnlyList<string> path, HoconOrigin origin)
    {
        var merged = new HoconObject(origin);
        foreach (var key in ObjectsOf(path).SelectMany(part => part.Keys).Distinct(StringComparer.Ordinal).ToList())
            if (ResolvePath([.. path, key]) is { } value)
                merged.Add(key, value);
        return merged;
    }

    /// <summary>One value of a path; while it is evaluated the path means its earlier values only. Null where it comes to nothing.</summary>
    HoconNode? Evaluate(IReadOnlyList<string> path, HoconNode value, int index)
    {
        var key = Key(path);
        var had = limits.TryGetValue(key, out var before);
        limits[key] = index;
        try
        {
            return Evaluate(path, value);
        }
        finally
        {
            if (had)
                limits[key] = before;
            else
                limits.Remove(key);
        }
    }

    HoconNode? Evaluate(IReadOnlyList<string> path, HoconNode value) => value switch
    {
        HoconSubstitution substitution => Look(path, substitution),
        HoconConcatenation concatenation => Join(path, concatenation),
        HoconAppend append => Append(path, append),
        HoconArray array => new HoconArray([.. array.Elements.Select(element => Element(path, element)).OfType<HoconNode>()], array.Origin),
        _ => value,
    };

    /// <summary>An element of an array has no path: an object in it is merged by itself.</summary>
    HoconNode? Element(IReadOnlyList<string> path, HoconNode element)
    {
        if (element is not HoconObject inner)
            return Evaluate(path, element);
        var copy = new HoconObject(inner.Origin);
        foreach (var key in inner.Keys)
            foreach (var value in inner.Values(key))
                if (Element(path, value) is { } resolved)
                    copy.Add(key, resolved);
        return copy;
    }

    HoconNode? Look(IReadOnlyList<string> path, HoconSubstitution substitution)
    {
        var isOwn = false;
        foreach (IReadOnlyList<string> candidate in (IReadOnlyList<string>[])[[.. substitution.Scope, .. substitution.Path], substitution.Path])
        {
            isOwn |= limits.ContainsKey(Key(candidate));
            if (ResolvePath(candidate) is { } found)
                return found;
        }
        var name = string.Join('.', substitution.Path);
        if (environment.TryGetValue(name, out var variable) && variable is not null)
            return new HoconScalar(variable, true, new HoconOrigin($"environment variable {name}", 0, 0));
        if (!substitution.IsOptional)
            Fault(path, isOwn ? $"${{{name}}} refers to itself" : $"${{{name}}} refers to nothing", substitution.Origin);
        return null;
    }

    HoconNode? Join(IReadOnlyList<string> path, HoconConcatenation concatenation)
    {
        var parts = concatenation.Parts.Select(part => Evaluate(path, part)).OfType<HoconNode>().ToList();
        if (parts.Exists(part => part is HoconArray or HoconObject))
            parts.RemoveAll(part => part is HoconScalar { IsQuoted: false } blank && string.IsNullOrWhiteSpace(blank.Text));
        if (parts.Count <= 1)
            return parts.FirstOrDefault();
        if (parts.TrueForAll(part => part is HoconScalar))
            return new HoconScalar(
                string.Concat(parts.Cast<HoconScalar>().Select(part => part.Text)), true, concatenation.Origin);
        if (parts.TrueForAll(part => part is HoconArray))
            return new HoconArray([.. parts.Cast<HoconArray>().SelectMany(part => part.Elements)], concatenation.Origin);
        if (parts.TrueForAll(part => part is HoconObject))
        {
            var merged = new HoconResolver([.. parts.Cast<HoconObject>()], environment, faults).Resolve();
            return merged;
        }
        Fault(path, "an object, an array and a string can not be joined", concatenation.Origin);
        return null;
    }

    HoconArray Append(IReadOnlyList<string> path, HoconAppend append)
    {
        var before = ResolvePath(path);
        if (before is not (null or HoconArray))
            Fault(path, "+= adds to what is no array", append.Origin);
        return new HoconArray(
            [.. (before as HoconArray)?.Elements ?? [], .. new[] { Element(path, append.Element) }.OfType<HoconNode>()], append.Origin);
    }

    void Fault(IReadOnlyList<string> path, string problem, HoconOrigin origin)
    {
        var fault = new HoconFault(string.Join('.', path), problem, origin);
        if (!faults.Contains(fault))
            faults.Add(fault);
    }

    static string Key(IReadOnlyList<string> path) => string.Join('\0', path);
}
