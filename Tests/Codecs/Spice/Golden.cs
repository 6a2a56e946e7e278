using System.Buffers;
using System.Text.RegularExpressions;
using Scanout.Codecs.Spice;

namespace Scanout.Tests.Codecs.Spice;

/// <summary>Bytes as traces write them, and what writers write.</summary>
static partial class Golden
{
    /// <summary>"00*4 39 | ff": bytes in hexadecimal, which may be repeated; bars are for the eye.</summary>
    public static byte[] Bytes(string text)
    {
        var bytes = new List<byte>();
        foreach (Match match in ByteAndCount().Matches(text))
            bytes.AddRange(Enumerable.Repeat(
                Convert.ToByte(match.Groups[1].Value, 16), match.Groups[2].Success ? int.Parse(match.Groups[2].Value) : 1));
        return [.. bytes];
    }

    /// <summary>What a channel's first messages are as bytes.</summary>
    public static byte[] Written(Action<SpiceMessageWriter> write, bool isMini = true)
    {
        var output = new ArrayBufferWriter<byte>();
        write(new SpiceMessageWriter(output, isMini));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>All messages that bytes hold whole.</summary>
    public static List<SpiceClientMessage> ReadAll(SpiceChannel channel, ReadOnlyMemory<byte> bytes, bool isMini = true)
    {
        var reader = new SpiceMessageReader(channel, isMini, 0);
        var buffer = new ReadOnlySequence<byte>(bytes);
        var messages = new List<SpiceClientMessage>();
        while (reader.TryRead(ref buffer, out var message))
            messages.Add(message!);
        Assert.Equal(bytes.Length - buffer.Length, reader.Offset);
        return messages;
    }

    [GeneratedRegex(@"([0-9a-f]{2})(?:\*(\d+))?")]
    private static partial Regex ByteAndCount();
}
