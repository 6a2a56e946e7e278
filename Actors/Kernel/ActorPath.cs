using System.Buffers;

namespace Scanout.Actors.Kernel;

/// <summary>
/// Where an actor stands in its system's tree, <c>akka://system/user/parent/name</c>. Two paths are equal when they read alike; two actors that had the
/// same name one after the other differ by <see cref="Uid"/>.
/// </summary>
public sealed class ActorPath
{
    static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789\"-_.*$+:@&=,!~';()");

    static long lastUid;

    readonly string text;

    ActorPath(string text, string name)
    {
        this.text = text;
        Name = name;
        Uid = Interlocked.Increment(ref lastUid);
    }

    public string Name { get; }

    internal long Uid { get; }

    internal static ActorPath Root(string system) => new($"akka://{system}", "/");

    internal ActorPath Child(string name) => new($"{text}/{name}", name);

    /// <summary>Not empty, no <c>$</c> in front (the engine's own names begin so), and only characters that a URI's path may hold.</summary>
    internal static bool IsValidName(string name)
    {
        if (name.Length == 0 || name[0] == '$')
            return false;
        for (var i = 0; i < name.Length; i++)
        {
            if (NameCharacters.Contains(name[i]))
                continue;
            if (name[i] != '%' || i + 2 >= name.Length || !char.IsAsciiHexDigit(name[i + 1]) || !char.IsAsciiHexDigit(name[i + 2]))
                return false;
            i += 2;
        }
        return true;
    }

    public override bool Equals(object? obj) => obj is ActorPath other && other.text == text;

    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => text;
}
