namespace Scanout.Tests.Pipeline.Recordings.Store;

/// <summary>
/// A test on a real disk that gets full. Where this user may not mount one it is skipped; the same is tested with a feigned one.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        if (!SmallDisk.IsPermitted)
            Skip = "this user may not mount a file system";
    }
}
