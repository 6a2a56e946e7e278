using System.Buffers.Binary;
using Scanout.Tests.Pipeline.Devices.Memory;
using Scanout.Tests.Support;
using Scanout.Tests.Support.Spice;

namespace Scanout.Tests.Pipeline.Sinks.Spice;

/// <summary>Clients that mean harm, from seeds: none of them gets anything but his own connection's end.</summary>
[Collection(NativeCountsCollection.Name)]
public sealed class SpiceHostilityTests
{
    const int Sessions = 10_000;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Ten_thousand_hostile_sessions_leave_the_service_where_it_was()
    {
        await using var stage = new SpiceStage(64, 64);
        await using var bystander = await stage.Client.OpenSessionAsync();
        var watched = await bystander.OpenDisplayAsync();
        await stage.ShowsAsync(watched);
        for (var seed = 0; seed < 200; seed++)
            await AttackAsync(stage, new Random(seed));
        var (descriptors, bytes) = Footprint(stage);
        for (var seed = 200; seed < Sessions; seed++)
            await AttackAsync(stage, new Random(seed));
        var (descriptorsAfter, bytesAfter) = Footprint(stage);
        Assert.InRange(descriptorsAfter, 0, descriptors + 16);
        Assert.InRange(bytesAfter - bytes, long.MinValue, 16L << 20);
        await Wait.UntilAsync(() => stage.Audience.Seats.Count == 1, Patience, () => $"{stage.Audience.Seats.Count} are still there");
        stage.Device.FillRandom(stage.Random);
        stage.Show();
        await stage.ShowsAsync(watched);
    }

    static (int Descriptors, long Bytes) Footprint(SpiceStage stage)
    {
        stage.Forget();
        return (Directory.GetFiles("/proc/self/fd").Length, GC.GetTotalMemory(forceFullCollection: true));
    }

    /// <summary>One session of some channels, each of which is told something that it should not be.</summary>
    static async Task AttackAsync(SpiceStage stage, Random random)
    {
        var stream = stage.Connect();
        await using (stream)
        {
            var link = new SpiceTestLink(stream);
            if (random.Next(3) == 0)
            {
                await SendAsync(stream, MalformedLink(stage, random));
                return;
            }
            var request = stage.Client.Request(SpiceTestLinkRequest.Main);
            var reply = await link.LinkAsync(request);
            if (random.Next(8) == 0)
            {
                await SendAsync(stream, Noise(random, random.Next(200)));
                return;
            }
            await link.SendMechanismAsync(SpiceTestLink.TicketMechanism);
            // What the ticket says is of no account here, and encrypting costs.
            await SendAsync(stream, new byte[128]);
            if (await link.ReadResultAsync() != 0)
                return;
            var main = link.Channel(request, reply);
            var init = await main.ReadAsync(SpiceTestSession.Init);
            if (random.Next(2) == 0)
            {
                await SendAsync(stream, Messages(random));
                return;
            }
            await using var channel = stage.Connect();
            var second = new SpiceTestLink(channel);
            var wanted = stage.Client.Request(
                (byte)random.Next(2, 5), BinaryPrimitives.ReadUInt32LittleEndian(init.Body));
            var answered = await second.LinkAsync(wanted);
            if (answered.Error != 0)
                return;
            await second.SendMechanismAsync(SpiceTestLink.TicketMechanism);
            await SendAsync(channel, new byte[128]);
            await SendAsync(channel, Messages(random));
            await SendAsync(stream, Messages(random));
        }
    }

    static byte[] MalformedLink(SpiceStage stage, Random random)
    {
        var bytes = stage.Client.Request((byte)random.Next(12), (uint)random.Next(3)).ToBytes();
        switch (random.Next(3))
        {
            case 0:
                return Noise(random, random.Next(1, 64));
            case 1:
                return bytes[..random.Next(bytes.Length)];
            default:
                for (var i = random.Next(1, 5); i > 0; i--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
        }
    }

    /// <summary>Messages with short headers: of numbers that mean something, of sizes that may not, cut off now and then.</summary>
    static byte[] Messages(Random random)
    {
        List<byte> bytes = [];
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var body = Noise(random, random.Next(4) switch { 0 => 0, 1 => 4, 2 => 14, _ => random.Next(64) });
            var header = new byte[6];
            BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)(random.Next(3) switch
            {
                0 => random.Next(8), 1 => random.Next(100, 116), _ => random.Next(65536),
            }));
            BinaryPrimitives.WriteUInt32LittleEndian(
                header.AsSpan(2), random.Next(10) == 0 ? (uint)random.NextInt64(uint.MaxValue) : (uint)body.Length);
            bytes.AddRange(header);
            bytes.AddRange(body);
        }
        return [.. bytes.Take(random.Next(5) == 0 ? random.Next(bytes.Count) : bytes.Count)];
    }

    static byte[] Noise(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>The server may have hung up already.</summary>
    static async Task SendAsync(Stream stream, byte[] bytes)
    {
        try
        {
            await stream.WriteAsync(bytes);
            await stream.FlushAsync();
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // So be it.
        }
    }
}
