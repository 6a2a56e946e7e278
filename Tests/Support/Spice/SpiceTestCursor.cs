namespace Scanout.Tests.Support.Spice;

/// <summary>The cursor channel's other end: where the cursor is, whether it shows, and its shape (SPICE, cursor channel).</summary>
public sealed class SpiceTestCursor(SpiceTestChannel channel) : IAsyncDisposable
{
    public const ushort Init = 101, Reset = 102, Set = 103, Move = 104, Hide = 105, InvalidateAll = 108;

    /// <summary>The flag of a cursor that has no shape.</summary>
    const ushort None = 1;

    const byte Alpha = 0;

    public SpiceTestChannel Channel => channel;

    /// <summary>Whether the server has begun.</summary>
    public bool IsOpen { get; private set; }

    public (int X, int Y) Position { get; private set; }
    public bool IsVisible { get; private set; }

    /// <summary>The shape; null where there is none.</summary>
    public SpiceTestCursorShape? Shape { get; private set; }

    public int Shapes { get; private set; }

    public async Task ReadUntilAsync(Func<bool> condition, string what = "what is waited for")
    {
        using var limit = new CancellationTokenSource(channel.Patience * 2);
        while (!condition())
            try
            {
                Take(await channel.ReadAsync(limit.Token));
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{what} does not come: at {Position}, visible {IsVisible}, shape {Shape}");
            }
    }

    /// <summary>Does what a message says.</summary>
    public void Take(SpiceTestMessage message)
    {
        if (message.Type is SpiceTestChannel.SetAck or SpiceTestChannel.Ping or SpiceTestChannel.Notify or SpiceTestChannel.Disconnecting)
            return;
        // Clients ignore whatever comes before it.
        Assert.Equal(message.Type != Init, IsOpen);
        IsOpen = true;
        var reader = new SpiceTestReader(message.Body);
        switch (message.Type)
        {
            case Init:
                Position = (reader.I16(), reader.I16());
                Assert.Equal((0, 0), (reader.U16(), reader.U16()));
                TakeShape(ref reader);
                break;
            case Set:
                Position = (reader.I16(), reader.I16());
                TakeShape(ref reader);
                Shapes++;
                break;
            case Move:
                Position = (reader.I16(), reader.I16());
                break;
            case Hide:
                IsVisible = false;
                break;
            case Reset:
                (IsVisible, Shape) = (false, null);
                break;
            case InvalidateAll:
                break;
            default:
                Assert.Fail($"a message of type {message.Type}");
                break;
        }
        reader.End();
    }

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    void TakeShape(ref SpiceTestReader reader)
    {
        IsVisible = reader.U8() == 1;
        if (reader.U16() == None)
        {
            Shape = null;
            return;
        }
        var (_, type, width, height) = (reader.U64(), reader.U8(), reader.U16(), reader.U16());
        // spice-html5 takes no other.
        Assert.Equal(Alpha, type);
        Shape = new SpiceTestCursorShape(width, height, reader.U16(), reader.U16(), reader.Take(width * height * 4).ToArray());
        Assert.True(Shape.HotX < width && Shape.HotY < height, $"the hot spot of {Shape} lies outside of it");
    }
}
