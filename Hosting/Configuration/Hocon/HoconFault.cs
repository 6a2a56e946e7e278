namespace Scanout.Hosting.Configuration.Hocon;

/// <summary>What is wrong with a configuration, and where: <c>path: problem (file:line)</c>.</summary>
public sealed record HoconFault(string Path, string Problem, HoconOrigin Origin)
{
    public override string ToString() => Path.Length == 0 ? $"{Problem} ({Origin.Place})" : $"{Path}: {Problem} ({Origin.Place})";
}
