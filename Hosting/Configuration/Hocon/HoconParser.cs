namespace Scanout.Hosting.Configuration.Hocon;

/// <summary>
/// Reads a HOCON file into a tree whose substitutions are still to be resolved. It goes on after a fault, so that one run tells them all.
/// </summary>
sealed class HoconParser
{
    const int MaxDepth = 64;

    readonly HoconScanner scanner;
    readonly HoconIncludes includes;
    readonly List<HoconFault> faults;
    readonly List<string> path;
    int depth;

    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for origins.</param>
    /// <param name="scope">The keys under which it is included; none for a file of its own.</param>
    /// <param name="includes">Reads what it includes.</param>
    /// <param name="faults">Where faults go.</param>
    public HoconParser(string text, string file, IEnumerable<string> scope, HoconIncludes includes, List<HoconFault> faults)
    {
        (this.includes, this.faults) = (includes, faults);
        Scope = [.. scope];
        path = [.. scope];
        scanner = new HoconScanner(text, file, faults);
    }

    string[] Scope { get; }

    string PathText => string.Join('.', path);

    public HoconObject Parse()
    {
        scanner.SkipLines();
        var origin = scanner.Here;
        var isBraced = scanner.TryTake('{');
        var root = new HoconObject(origin);
        ParseFields(root, isBraced ? origin : null);
        scanner.SkipLines();
        while (!scanner.IsAtEnd)
        {
            Fault($"'{scanner.Peek()}' closes nothing");
            scanner.Take();
            ParseFields(root, null);
            scanner.SkipLines();
        }
        return root;
    }

    /// <summary>Fields up to the closing brace or, where no brace was opened, the end.</summary>
    void ParseFields(HoconObject target, HoconOrigin? openBrace)
    {
        for (;;)
        {
            scanner.SkipLines();
            if (scanner.TryTake(','))
                continue;
            if (scanner.IsAtEnd)
            {
                if (openBrace is { } open)
                    faults.Add(new HoconFault(PathText, "a brace is not closed", open));
                return;
            }
            if (scanner.Peek() is '}' or ']')
            {
                if (openBrace is not null && scanner.TryTake('}'))
                    return;
                if (openBrace is null)
                    return;
                Fault("']' closes nothing");
                scanner.Take();
                continue;
            }
            ParseField(target);
        }
    }

    void ParseField(HoconObject target)
    {
        if (scanner.StartsWith("include") && char.IsWhiteSpace(scanner.Peek(7)) && TryParseInclude(target))
            return;
        var origin = scanner.Here;
        var key = ParseKey();
        if (key.Count == 0)
        {
            Fault(scanner.IsAtEnd ? "a key is missing" : $"'{scanner.Peek()}' can not begin a key");
            scanner.SkipLine();
            return;
        }
        path.AddRange(key);
        var value = ParseFieldValue(origin);
        path.RemoveRange(path.Count - key.Count, key.Count);
        var holder = target;
        foreach (var element in key[..^1])
        {
            var inner = new HoconObject(origin);
            holder.Add(element, inner);
            holder = inner;
        }
        foreach (var part in value)
            holder.Add(key[^1], part);
        scanner.SkipBlanks();
        if (!scanner.IsAtEnd && scanner.Peek() is not ('\n' or ',' or '}' or ']'))
        {
            Fault($"'{scanner.Peek()}' was not expected here: it may want quotes");
            scanner.SkipLine();
        }
    }

    /// <summary>Separator and value; several values where objects stand beside substitutions, each laid over the one before.</summary>
    List<HoconNode> ParseFieldValue(HoconOrigin origin)
    {
        scanner.SkipBlanks();
        if (scanner.Peek() == '{')
            return ParseValue(origin);
        var appends = scanner.StartsWith("+=");
        if (appends)
            scanner.Skip(2);
        else if (!scanner.TryTake('=') && !scanner.TryTake(':'))
        {
            faults.Add(new HoconFault(PathText, "the key has no value", origin));
            scanner.SkipLine();
            return [];
        }
        scanner.SkipBlanks();
        // The value may stand on the next line, after '=', but not after nothing.
        if (scanner.Peek() == '\n')
            scanner.SkipLines();
        var value = ParseValue(origin);
        return appends && value.Count > 0 ? [new HoconAppend(value[^1], origin)] : value;
    }

    List<string> ParseKey()
    {
        var key = new List<string>();
        for (;;)
        {
            var element = new System.Text.StringBuilder();
            var isThere = false;
            for (;;)
            {
                if (scanner.Peek() == '"')
                    (_, isThere) = (element.Append(scanner.TakeQuoted()), true);
                else if (scanner.TakeUnquoted(isKey: true) is { Length: > 0 } unquoted)
                    (_, isThere) = (element.Append(unquoted), true);
                else
                    break;
            }
            if (!isThere)
                return key;
            key.Add(element.ToString());
            if (!scanner.TryTake('.'))
                return key;
        }
    }

    List<HoconNode> ParseValue(HoconOrigin keyOrigin)
    {
        var origin = scanner.Here;
        if (++depth > MaxDepth)
        {
            Fault($"values are nested deeper than {MaxDepth}");
            while (!scanner.IsAtEnd)
                scanner.Take();
            depth--;
            return [];
        }
        var parts = new List<HoconNode>();
        for (var blanks = ""; ; blanks = scanner.SkipBlanks())
        {
            var here = scanner.Here;
            var part = ParsePart();
            if (part is null)
                break;
            if (parts.Count > 0 && blanks.Length > 0)
                parts.Add(new HoconScalar(blanks, false, here));
            parts.Add(part);
        }
        depth--;
        if (parts.Count == 0)
        {
            faults.Add(new HoconFault(PathText, "the key has no value", keyOrigin));
            return [];
        }
        if (parts.Count == 1)
            return parts;
        // Objects and substitutions side by side are as good as one after the other.
        if (parts.Exists(part => part is HoconObject))
        {
            var layers = parts.Where(part => part is not HoconScalar blank || !string.IsNullOrWhiteSpace(blank.Text)).ToList();
            if (layers.Exists(layer => layer is HoconScalar or HoconArray))
                faults.Add(new HoconFault(PathText, "an object can not be joined with what is none", origin));
            return layers;
        }
        return [new HoconConcatenation(parts, origin)];
    }

    HoconNode? ParsePart()
    {
        var origin = scanner.Here;
        switch (scanner.Peek())
        {
            case '{':
                scanner.Take();
                var inner = new HoconObject(origin);
                ParseFields(inner, origin);
                return inner;
            case '[':
                return ParseArray(origin);
            case '"':
                return new HoconScalar(scanner.TakeQuoted(), true, origin);
            case '$' when scanner.Peek(1) == '{':
                return ParseSubstitution(origin);
            default:
                var text = scanner.TakeUnquoted(isKey: false);
                return text.Length > 0 ? new HoconScalar(text, false, origin) : null;
        }
    }

    HoconArray ParseArray(HoconOrigin origin)
    {
        scanner.Take();
        var elements = new List<HoconNode>();
        for (;;)
        {
            scanner.SkipLines();
            if (scanner.TryTake(','))
                continue;
            if (scanner.TryTake(']'))
                return new HoconArray(elements, origin);
            if (scanner.IsAtEnd || scanner.Peek() == '}')
            {
                faults.Add(new HoconFault(PathText, "an array is not closed", origin));
                return new HoconArray(elements, origin);
            }
            var before = scanner.Here;
            elements.AddRange(ParseValue(before));
            if (scanner.Here == before)
            {
                Fault($"'{scanner.Peek()}' was not expected here: it may want quotes");
                scanner.Take();
            }
        }
    }

    HoconNode ParseSubstitution(HoconOrigin origin)
    {
        scanner.Skip(2);
        var isOptional = scanner.TryTake('?');
        scanner.SkipBlanks();
        var key = ParseKey();
        scanner.SkipBlanks();
        if (scanner.TryTake('}') && key.Count > 0)
            return new HoconSubstitution(key, isOptional, Scope, origin);
        faults.Add(new HoconFault(PathText, "a substitution is not a path between '${' and '}'", origin));
        return new HoconScalar("", true, origin);
    }

    /// <summary><c>include "file"</c>, <c>include file("…")</c>, <c>include required(…)</c>; false where it is a key of that name.</summary>
    bool TryParseInclude(HoconObject target)
    {
        var ahead = 7;
        while (char.IsWhiteSpace(scanner.Peek(ahead)) && scanner.Peek(ahead) != '\n')
            ahead++;
        if (scanner.Peek(ahead) is '=' or ':' or '{' or '+')
            return false;
        var origin = scanner.Here;
        scanner.Skip(ahead);
        var isRequired = scanner.StartsWith("required(");
        scanner.Skip(isRequired ? 9 : 0);
        var isCalled = scanner.StartsWith("file(");
        scanner.Skip(isCalled ? 5 : 0);
        if (scanner.Peek() != '"')
        {
            faults.Add(new HoconFault(PathText, "include takes \"file\", file(\"file\") or required(…)", origin));
            scanner.SkipLine();
            return true;
        }
        var file = scanner.TakeQuoted();
        for (var closing = (isRequired ? 1 : 0) + (isCalled ? 1 : 0); closing > 0; closing--)
            if (!scanner.TryTake(')'))
                Fault("include's parenthesis is not closed");
        if (includes.Read(file, origin, isRequired, path, faults) is { } included)
            foreach (var key in included.Keys)
                foreach (var value in included.Values(key))
                    target.Add(key, value);
        return true;
    }

    void Fault(string problem) => faults.Add(new HoconFault(PathText, problem, scanner.Here));
}
