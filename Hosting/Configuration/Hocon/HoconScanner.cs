using System.Globalization;
using System.Text;

namespace Scanout.Hosting.Configuration.Hocon;

/// <summary>A HOCON text and a place in it: characters, white space, comments and strings, for the parser.</summary>
sealed class HoconScanner(string text, string file, List<HoconFault> faults)
{
    /// <summary>Characters that an unquoted string can't have (HOCON.md, «Unquoted strings»).</summary>
    const string Reserved = "$\"{}[]:=,+#`^?!@*&\\";

    int at;
    int line = 1;
    int lineStart;

    public HoconOrigin Here => new(file, line, at - lineStart + 1);

    public bool IsAtEnd => at >= text.Length;

    public char Peek(int ahead = 0) => at + ahead < text.Length ? text[at + ahead] : '\0';

    public bool StartsWith(string word) => string.CompareOrdinal(text, at, word, 0, word.Length) == 0;

    public char Take()
    {
        var character = text[at++];
        if (character == '\n')
            (line, lineStart) = (line + 1, at);
        return character;
    }

    public bool TryTake(char wanted)
    {
        if (Peek() != wanted || IsAtEnd)
            return false;
        Take();
        return true;
    }

    public void Skip(int count)
    {
        while (count-- > 0)
            Take();
    }

    /// <summary>Skips spaces and tabs, and comments up to their line's end; returns the white space, which a concatenation may keep.</summary>
    public string SkipBlanks()
    {
        var start = at;
        while (!IsAtEnd && Peek() != '\n' && (char.IsWhiteSpace(Peek()) || Peek() == '\uFEFF'))
            at++;
        var blanks = text[start..at];
        if (Peek() == '#' || StartsWith("//"))
            while (!IsAtEnd && Peek() != '\n')
                at++;
        return blanks;
    }

    /// <summary>The same, and line ends too.</summary>
    public void SkipLines()
    {
        for (SkipBlanks(); Peek() == '\n' && !IsAtEnd; SkipBlanks())
            Take();
    }

    /// <summary>Skips what is left of a line that could not be read, but no closing brace.</summary>
    public void SkipLine()
    {
        while (!IsAtEnd && Peek() is not ('\n' or '}' or ']'))
            Take();
    }

    /// <summary>Characters of an unquoted string up to one that ends it; a dot ends a key's element.</summary>
    public string TakeUnquoted(bool isKey)
    {
        var start = at;
        while (!IsAtEnd && !Reserved.Contains(Peek()) && !char.IsWhiteSpace(Peek()) && !StartsWith("//") && !(isKey && Peek() == '.'))
            at++;
        return text[start..at];
    }

    /// <summary>A quoted or triple-quoted string; the place is at its first quote.</summary>
    public string TakeQuoted()
    {
        var start = Here;
        if (StartsWith("\"\"\""))
            return TakeTripleQuoted(start);
        var value = new StringBuilder();
        for (Take(); ; )
        {
            if (IsAtEnd || Peek() == '\n')
            {
                faults.Add(new HoconFault("", "a string is not closed", start));
                return value.ToString();
            }
            var character = Take();
            if (character == '"')
                return value.ToString();
            if (character != '\\')
                value.Append(character);
            else if (!IsAtEnd)
                TakeEscape(value);
        }
    }

    string TakeTripleQuoted(HoconOrigin start)
    {
        Skip(3);
        var from = at;
        var end = text.IndexOf("\"\"\"", at, StringComparison.Ordinal);
        if (end < 0)
        {
            faults.Add(new HoconFault("", "a triple-quoted string is not closed", start));
            end = text.Length;
            Skip(end - at);
            return text[from..end];
        }
        // Quotes beyond three belong to the string.
        while (end + 3 < text.Length && text[end + 3] == '"')
            end++;
        Skip(end + 3 - at);
        return text[from..end];
    }

    void TakeEscape(StringBuilder value)
    {
        var start = Here;
        var escape = Take();
        const string Names = "\"\\/bfnrt";
        const string Meanings = "\"\\/\b\f\n\r\t";
        if (Names.Contains(escape))
            value.Append(Meanings[Names.IndexOf(escape)]);
        else if (escape == 'u' && at + 4 <= text.Length
            && ushort.TryParse(text.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            value.Append((char)code);
            at += 4;
        }
        else
            faults.Add(new HoconFault("", $"'\\{escape}' is no escape of a string", start));
    }
}
