namespace Scanout.Pipeline.Sinks;

/// <summary>What happens in a session that the audit tells of, beside its beginning and its end.</summary>
public enum ViewerEdge
{
    /// <summary>He has shown who he is.</summary>
    LetIn,

    /// <summary>His keys and pointer count from now on.</summary>
    Controls,

    /// <summary>They no longer do.</summary>
    ControlLost,
}
