namespace Scanout.Pipeline.Devices.Vfio;

/// <summary>What the search for VFIO devices has to tell.</summary>
public abstract record VfioChange
{
    VfioChange() { }

    /// <summary>A device is there that was not.</summary>
    /// <param name="Name">The display's name.</param>
    /// <param name="Opening">How its descriptor is had.</param>
    public sealed record Appeared(string Name, IVfioOpening Opening) : VfioChange;

    /// <summary>The search itself has failed by a fault of ours; told once, and tried again.</summary>
    /// <param name="Reason">One sentence.</param>
    public sealed record Failed(string Reason) : VfioChange;

    /// <summary>It is there no more, and must be let go at once.</summary>
    /// <param name="Name">The display's name.</param>
    /// <param name="Reason">One sentence.</param>
    public sealed record Vanished(string Name, string Reason) : VfioChange;
}
