using System.Text;

namespace Scanout.Tests.Support.Spice;

/// <summary>A session of the test's client: its main channel, and the others that a test opens with it.</summary>
public sealed class SpiceTestSession : IAsyncDisposable
{
    public const ushort Init = 103, ChannelsList = 104, MouseModeIs = 105, MultiMediaTimeIs = 106, Name = 113, Uuid = 114;

    const ushort AttachChannels = 104, MouseModeRequest = 105;

    readonly SpiceTestClient client;
    readonly List<IAsyncDisposable> opened = [];

    SpiceTestSession(SpiceTestClient client, SpiceTestChannel main) => (this.client, Main) = (client, main);

    public SpiceTestChannel Main { get; }

    /// <summary>The bearer's word for the other channels.</summary>
    public uint Id { get; private set; }

    /// <summary>Bit 0 relative, bit 1 absolute: those that there are, and the one that is.</summary>
    public uint MouseModes { get; private set; }

    public uint MouseMode { get; private set; }

    /// <summary>The clock of streams, as the session opened or as it was set since.</summary>
    public uint MultiMediaTime { get; private set; }

    /// <summary>The display's name and id; empty where the server did not tell.</summary>
    public string DisplayName { get; private set; } = "";

    public Guid DisplayId { get; private set; }

    /// <summary>The channels that the server has, by type and id.</summary>
    public IReadOnlyList<(byte Type, byte Id)> Channels { get; private set; } = [];

    public static async Task<SpiceTestSession> OpenAsync(SpiceTestClient client)
    {
        var session = new SpiceTestSession(client, await client.OpenAsync(SpiceTestLinkRequest.Main));
        await session.ReadUntilAsync(() => session.Id != 0);
        await session.Main.SendAsync(AttachChannels);
        await session.ReadUntilAsync(() => session.Channels.Count > 0);
        return session;
    }

    /// <summary>Links the display and opens it.</summary>
    public async Task<SpiceTestDisplay> OpenDisplayAsync()
    {
        var display = new SpiceTestDisplay(await OpenAsync(SpiceTestLinkRequest.Display))
        {
            TakesUnknownMessages = client.TakesUnknownMessages,
        };
        await display.InitAsync(client.Compression);
        return display;
    }

    /// <summary>Links the inputs, as far as the server's lock lights.</summary>
    public async Task<SpiceTestInputs> OpenInputsAsync()
    {
        var inputs = new SpiceTestInputs(await OpenAsync(SpiceTestLinkRequest.Inputs));
        inputs.Take(await inputs.Channel.ReadAsync(SpiceTestInputs.Init));
        return inputs;
    }

    public async Task<SpiceTestCursor> OpenCursorAsync() => new(await OpenAsync(SpiceTestLinkRequest.Cursor));

    /// <summary>Links another channel of the session; it is closed with it.</summary>
    public async Task<SpiceTestChannel> OpenAsync(byte channel, byte channelId = 0)
    {
        var linked = await client.OpenAsync(channel, Id, channelId);
        opened.Add(linked);
        return linked;
    }

    public Task RequestMouseModeAsync(ushort mode) => Main.SendAsync(MouseModeRequest, new[] { (byte)mode, (byte)(mode >> 8) });

    /// <summary>Reads the main channel until the condition holds.</summary>
    public async Task ReadUntilAsync(Func<bool> condition)
    {
        while (!condition())
            Take(await Main.ReadAsync());
    }

    /// <summary>Notes what a message of the main channel says.</summary>
    public void Take(SpiceTestMessage message)
    {
        var reader = new SpiceTestReader(message.Body);
        switch (message.Type)
        {
            case Init:
                Assert.Equal(0u, Id);
                Id = reader.U32();
                Assert.NotEqual(0u, Id);
                reader.Take(4);
                (MouseModes, MouseMode) = (reader.U32(), reader.U32());
                // No agent; its tokens and the memory hint are nobody's.
                Assert.Equal(0u, reader.U32());
                reader.Take(4);
                MultiMediaTime = reader.U32();
                reader.Take(4);
                break;
            case ChannelsList:
                var channels = new (byte, byte)[reader.I32()];
                for (var channel = 0; channel < channels.Length; channel++)
                    channels[channel] = (reader.U8(), reader.U8());
                Channels = channels;
                break;
            case MouseModeIs:
                (MouseModes, MouseMode) = (reader.U16(), reader.U16());
                break;
            case MultiMediaTimeIs:
                MultiMediaTime = reader.U32();
                break;
            case Name:
                DisplayName = Encoding.UTF8.GetString(reader.Take(reader.I32())).TrimEnd('\0');
                break;
            case Uuid:
                DisplayId = new Guid(reader.Take(16), bigEndian: true);
                break;
            default:
                return;
        }
        reader.End();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in opened)
            await channel.DisposeAsync();
        await Main.DisposeAsync();
    }
}
