namespace Scanout.Pipeline.Recordings.Export;

/// <summary>What a recording becomes.</summary>
public enum ExportFormat
{
    /// <summary>One moment's picture.</summary>
    Png,

    /// <summary>Uncompressed, at a constant rate.</summary>
    Y4m,

    /// <summary>Without loss, each picture at its own time.</summary>
    Mkv,

    /// <summary>For every player: H.264 with little loss, at no more than a rate.</summary>
    Mp4,
}
