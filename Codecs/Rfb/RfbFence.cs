namespace Scanout.Codecs.Rfb;

/// <summary>The flags of a fence (rfbproto, «ClientFence» and «ServerFence»).</summary>
public static class RfbFence
{
    /// <summary>What came before is done with when the fence is answered.</summary>
    public const uint BlockBefore = 1 << 0;

    /// <summary>What comes after is not begun before the fence is answered.</summary>
    public const uint BlockAfter = 1 << 1;

    /// <summary>The message after the fence takes effect at the place of its answer.</summary>
    public const uint SyncNext = 1 << 2;

    public const uint Request = 1u << 31;

    public static bool IsRequest(uint flags) => (flags & Request) != 0;

    /// <summary>What a request is answered with: those of its flags that are kept to.</summary>
    public static uint Answer(uint flags) => flags & (BlockBefore | BlockAfter | SyncNext);
}
