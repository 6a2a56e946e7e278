namespace Scanout.Pipeline.Devices.Regions;

/// <summary>What a watched directory of regions has to tell.</summary>
public abstract record RegionDirectoryChange
{
    RegionDirectoryChange() { }

    /// <summary>A region file is there that was not.</summary>
    /// <param name="Name">The display's name: the file's, without its ending.</param>
    /// <param name="Path">Of the file.</param>
    public sealed record Appeared(string Name, string Path) : RegionDirectoryChange;

    /// <summary>It is there no more. One that was replaced by another file vanishes, and then appears.</summary>
    public sealed record Vanished(string Name) : RegionDirectoryChange;

    /// <summary>The directory can't be read; told once, until it could be read again. It goes on being tried.</summary>
    public sealed record Unreadable(string Reason) : RegionDirectoryChange;
}
