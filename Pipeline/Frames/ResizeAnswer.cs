namespace Scanout.Pipeline.Frames;

/// <summary>What a device does with the wish for another size of its picture.</summary>
public enum ResizeAnswer
{
    /// <summary>It can't be told of sizes.</summary>
    Unsupported,

    /// <summary>The guest is told of the size; whether and when it follows is its own affair.</summary>
    Forwarded,

    /// <summary>No monitor of that size can be told of, or the device bounds its size below.</summary>
    Impossible,

    /// <summary>The device did not take it.</summary>
    Failed,
}
