namespace Scanout.Pipeline.Recordings;

/// <summary>The file whose bytes open sealed recordings.</summary>
public static class RecordingKey
{
    public const int LeastBytes = 32;
    const int MostBytes = 1 << 20;

    /// <summary>Reads it.</summary>
    /// <exception cref="RecordingException">It can't be read, or is too short to be a secret.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes)
                throw new RecordingException($"the key file {path} is larger than {MostBytes} bytes");
            var secret = File.ReadAllBytes(path);
            return secret.Length >= LeastBytes
                ? secret : throw new RecordingException($"the key file {path} has {secret.Length} bytes, and is to have {LeastBytes} at least");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException($"the key file {path} can't be read: {failure.Message}", failure);
        }
    }
}
