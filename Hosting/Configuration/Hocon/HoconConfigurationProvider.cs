
namespace Scanout.Hosting.Configuration.Hocon;

/// <summary>A resolved HOCON tree as configuration: keys joined by colons, elements of arrays by their number; and where each value stands.</summary>
public sealed class HoconConfigurationProvider(HoconObject root) : ConfigurationProvider
{
    readonly Dictionary<string, HoconOrigin> origins = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where the value of a key stands, if there is such a value.</summary>
    public HoconOrigin? OriginOf(string key) => origins.TryGetValue(key, out var origin) ? origin : null;

    public override void Load()
    {
        Data.Clear();
        origins.Clear();
        Add("", root);
    }

    void Add(string key, HoconNode node)
    {
        if (key.Length > 0)
            origins[key] = node.Origin;
        switch (node)
        {
            case HoconScalar scalar:
                Data[key] = scalar.IsNull ? null : scalar.Text;
                break;
            case HoconArray array:
                for (var i = 0; i < array.Elements.Count; i++)
                    Add(Join(key, $"{i}"), array.Elements[i]);
                break;
            case HoconObject inner:
                foreach (var name in inner.Keys)
                    Add(Join(key, name), inner.Value(name)!);
                break;
        }
    }

    static string Join(string key, string name) => key.Length == 0 ? name : ConfigurationPath.Combine(key, name);
}

/// <summary>Puts a resolved HOCON tree among a program's configuration sources.</summary>
public sealed class HoconConfigurationSource(HoconObject root) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new HoconConfigurationProvider(root);
}
