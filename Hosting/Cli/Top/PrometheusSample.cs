namespace Scanout.Hosting.Cli.Top;

/// <summary>One line of <c>/metrics</c>.</summary>
sealed record PrometheusSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public string Label(string name) => Labels.GetValueOrDefault(name, "");
}
