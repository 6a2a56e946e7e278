namespace Scanout.Tests.Pipeline.Devices.Memory;

/// <summary>Tests that compare the process's counters before and after: nothing else may run meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class NativeCountsCollection
{
    public const string Name = "Native counts";
}
