using System.Buffers.Binary;
using System.Diagnostics;

namespace Scanout.Tests.Codecs.Recording.Reference;

/// <summary>Zstandard by the <c>zstd</c> command, and of RFC 8878 only the frame's header.</summary>
static class ReferenceZstd
{
    public const string Command = "zstd";

    public const long MostWindowBytes = 1L << 27;

    /// <summary>One frame, with its content's size.</summary>
    public static byte[] Encode(byte[] content) =>
        Run(content, "-q", "-3", "--long=27", "-c", $"--stream-size={content.Length}") ?? throw new InvalidOperationException("zstd failed");

    /// <summary>Null where the command does not take it.</summary>
    public static byte[]? Decode(byte[] frame) => Run(frame, "-q", "-d", "--long=27", "-c");

    /// <summary>
    /// What the frame's header says of its content and its window (section 3.1.1.1), and where the frame ends by its blocks' headers
    /// (3.1.1.2); null where it does not say, wants a dictionary, or is no frame.
    /// </summary>
    public static (ulong ContentBytes, ulong WindowBytes, long Bytes)? Frame(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 6 || BinaryPrimitives.ReadUInt32LittleEndian(frame) != 0xFD2FB528)
            return null;
        var descriptor = frame[4];
        var isSingleSegment = (descriptor & 0x20) != 0;
        var sizeBytes = (descriptor >> 6) switch { 0 => isSingleSegment ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };
        var at = isSingleSegment ? 5 : 6;
        if (sizeBytes == 0 || (descriptor & 3) != 0 || frame.Length < at + sizeBytes)
            return null;
        var content = sizeBytes == 2 ? 256ul : 0;
        for (var i = 0; i < sizeBytes; i++)
            content += (ulong)frame[at++] << 8 * i;
        var window = 1ul << (10 + (frame[5] >> 3));
        window = isSingleSegment ? content : window + window / 8 * (ulong)(frame[5] & 7);
        var isLast = false;
        while (!isLast)
        {
            if (frame.Length - at < 3)
                return null;
            var header = frame[at] | frame[at + 1] << 8 | frame[at + 2] << 16;
            isLast = (header & 1) != 0;
            at += 3 + ((header >> 1 & 3) == 1 ? 1 : header >> 3);
        }
        return (content, window, at + ((descriptor & 4) != 0 ? 4 : 0));
    }

    static byte[]? Run(byte[] input, params string[] arguments)
    {
        using var zstd = Process.Start(new ProcessStartInfo(Command, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        zstd.ErrorDataReceived += (_, _) => { };
        zstd.BeginErrorReadLine();
        var feeding = Task.Run(() =>
        {
            try
            {
                using var stdin = zstd.StandardInput.BaseStream;
                stdin.Write(input);
            }
            catch (IOException)
            {
                // It ended before it had read everything.
            }
        });
        using var output = new MemoryStream();
        zstd.StandardOutput.BaseStream.CopyTo(output);
        feeding.Wait();
        zstd.WaitForExit();
        return zstd.ExitCode == 0 ? output.ToArray() : null;
    }
}
