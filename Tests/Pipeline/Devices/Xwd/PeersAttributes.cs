namespace Scanout.Tests.Pipeline.Devices.Xwd;

/// <summary>A fact that needs programs of others: without them it is skipped, and with CI=true it runs and fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeersFactAttribute : FactAttribute
{
    public PeersFactAttribute(params string[] programs) => Skip = Peers.WhyToSkip(programs)!;
}

/// <summary>As <see cref="PeersFactAttribute"/>, of a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeersTheoryAttribute : TheoryAttribute
{
    public PeersTheoryAttribute(params string[] programs) => Skip = Peers.WhyToSkip(programs)!;
}

static class Peers
{
    internal static string? WhyToSkip(string[] programs)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
            return null;
        var places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        var missing = programs.Where(program => !places.Any(place => File.Exists(Path.Combine(place, program)))).ToArray();
        return missing.Length == 0 ? null : $"not installed: {string.Join(", ", missing)}";
    }
}
