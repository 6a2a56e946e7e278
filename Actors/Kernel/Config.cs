namespace Scanout.Actors.Kernel;

/// <summary>
/// HOCON text for an actor system. This engine has nothing to configure (it logs nothing, and has one kind of mailbox and dispatcher), so it keeps the
/// text as it is and reads none of it; Akka.NET's own engine reads its keys from it.
/// </summary>
public sealed class Config
{
    readonly string text;

    internal Config(string text) => this.text = text;

    public override string ToString() => text;
}

public static class ConfigurationFactory
{
    public static Config ParseString(string hocon)
    {
        ArgumentNullException.ThrowIfNull(hocon);
        return new Config(hocon);
    }
}
