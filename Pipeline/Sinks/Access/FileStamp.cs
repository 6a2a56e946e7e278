using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Sinks.Access;

/// <summary>What tells that a file is another one, or has been written to, since it was read.</summary>
readonly record struct FileStamp(FileIdentity? Identity, long Bytes, DateTime WrittenAt)
{
    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new FileStamp(FileIdentity.OfRegularFile(path), file.Length, file.LastWriteTimeUtc) : default;
    }
}
