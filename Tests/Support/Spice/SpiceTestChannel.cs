using System.Buffers.Binary;

namespace Scanout.Tests.Support.Spice;

/// <summary>
/// A linked channel (SPICE, framing and base messages): reads one message at a time, and answers SET_ACK and PING and
/// acknowledges by itself as a client must, unless a test switches that off. One reader at a time.
/// </summary>
public sealed class SpiceTestChannel(Stream stream, bool isMini) : IAsyncDisposable
{
    public const ushort SetAck = 3, Ping = 4, Disconnecting = 6, Notify = 7;
    public const ushort AckSync = 1, Ack = 2, Pong = 3;

    const int MaxMessageBytes = 64 << 20;

    uint window;
    uint unacknowledged;
    ulong lastSerial;
    ulong ownSerial;
    Task<SpiceTestMessage?>? reading;

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    public bool IsMini => isMini;

    /// <summary>Whether it acknowledges messages: a client that stops to do so is one that has stopped to draw.</summary>
    public bool Acknowledges { get; set; } = true;

    /// <summary>Whether it answers PING.</summary>
    public bool AnswersPings { get; set; } = true;

    /// <summary>After so many messages one ACK is due; 0 before the server has said.</summary>
    public uint Window => window;

    public long MessagesRead { get; private set; }

    public long BytesRead { get; private set; }

    /// <summary>The next message, whichever it is; null where the server has closed the channel.</summary>
    public async Task<SpiceTestMessage?> TryReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            // One that is being read when a test stops to wait for it is the next one's.
            var message = await (reading ??= ReadOneAsync()).WaitAsync(Patience, cancellationToken);
            reading = null;
            if (message is not null)
                await AnswerAsync(message);
            return message;
        }
        catch (TimeoutException)
        {
            Assert.Fail($"no message within {Patience.TotalSeconds} s, after {MessagesRead}");
            throw;
        }
    }

    /// <summary>Whether a message, or the end, comes within that time; it is kept to be read.</summary>
    public async Task<bool> HasMessageAsync(TimeSpan within)
    {
        reading ??= ReadOneAsync();
        return await Task.WhenAny(reading, Task.Delay(within)) == reading;
    }

    /// <summary>The next message; the channel must be open.</summary>
    public async Task<SpiceTestMessage> ReadAsync(CancellationToken cancellationToken = default)
    {
        var message = await TryReadAsync(cancellationToken);
        Assert.True(message is not null, "the server has closed the channel");
        return message;
    }

    /// <summary>The next message of a type, past all others.</summary>
    public async Task<SpiceTestMessage> ReadAsync(ushort type, CancellationToken cancellationToken = default)
    {
        for (;;)
            if (await ReadAsync(cancellationToken) is var message && message.Type == type)
                return message;
    }

    /// <summary>Reads until the server closes the channel, and tells how many messages came yet.</summary>
    public async Task<int> ReadToEndAsync()
    {
        for (var messages = 0; ; messages++)
            if (await TryReadAsync() is null)
                return messages;
    }

    public Task SendAsync(ushort type, ReadOnlyMemory<byte> body = default) => SendRawAsync(Frame(type, body));

    /// <summary>Two messages in one segment.</summary>
    public Task SendAsync(ushort type, ReadOnlyMemory<byte> body, ushort next, ReadOnlyMemory<byte> nextBody) =>
        SendRawAsync((byte[])[.. Frame(type, body), .. Frame(next, nextBody)]);

    byte[] Frame(ushort type, ReadOnlyMemory<byte> body)
    {
        var bytes = new byte[(isMini ? 6 : 18) + body.Length];
        var header = bytes.AsSpan();
        if (!isMini)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(header, ++ownSerial);
            header = header[8..];
        }
        BinaryPrimitives.WriteUInt16LittleEndian(header, type);
        BinaryPrimitives.WriteUInt32LittleEndian(header[2..], (uint)body.Length);
        body.CopyTo(bytes.AsMemory(bytes.Length - body.Length));
        return bytes;
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes)
    {
        using var limit = new CancellationTokenSource(Patience);
        await stream.WriteAsync(bytes, limit.Token);
        await stream.FlushAsync(limit.Token);
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    async Task<SpiceTestMessage?> ReadOneAsync()
    {
        var header = new byte[isMini ? 6 : 18];
        try
        {
            var first = await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false);
            if (first == 0)
                return null;
            Assert.Equal(header.Length, first);
            var (type, size, serial) = Parse(header);
            Assert.InRange(size, 0, MaxMessageBytes);
            var body = new byte[size];
            await stream.ReadExactlyAsync(body);
            MessagesRead++;
            BytesRead += header.Length + size;
            return new SpiceTestMessage(type, body, serial);
        }
        catch (IOException)
        {
            return null;
        }
    }

    (ushort Type, int Size, ulong? Serial) Parse(byte[] header)
    {
        var reader = new SpiceTestReader(header);
        if (isMini)
            return (reader.U16(), reader.I32(), null);
        var (serial, type, size, subList) = (reader.U64(), reader.U16(), reader.I32(), reader.U32());
        Assert.Equal((++lastSerial, 0u), (serial, subList));
        return (type, size, serial);
    }

    async Task AnswerAsync(SpiceTestMessage message)
    {
        if (window > 0 && Acknowledges && ++unacknowledged == window)
        {
            unacknowledged = 0;
            await SendAsync(Ack);
        }
        if (message.Type == SetAck && Acknowledges)
        {
            Assert.Equal(8, message.Body.Length);
            (window, unacknowledged) = (BinaryPrimitives.ReadUInt32LittleEndian(message.Body.AsSpan(4)), 0);
            await SendAsync(AckSync, message.Body.AsMemory(0, 4));
        }
        else if (message.Type == Ping && AnswersPings)
        {
            // The padding, whose length tells how fast bytes come, is not sent back.
            await SendAsync(Pong, message.Body.AsMemory(0, 12));
        }
    }
}
