namespace Scanout.Pipeline.Recordings.Export;

/// <summary>What becomes of pictures that have not all one size.</summary>
public enum ExportResize
{
    /// <summary>All are fitted into the largest width and the largest height that occur: none is made smaller.</summary>
    Scale,

    /// <summary>Each size has a file of its own.</summary>
    Split,
}
