namespace Scanout.Hosting.Configuration.Hocon;

/// <summary>Where a value stands; lines and columns count from 1. What does not come from a file has line 0.</summary>
public readonly record struct HoconOrigin(string File, int Line, int Column)
{
    /// <summary>The file and the line.</summary>
    public string Place => Line == 0 ? File : $"{File}:{Line}";

    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}
