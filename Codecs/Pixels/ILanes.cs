namespace Scanout.Codecs.Pixels;

/// <summary>
/// A register of pixels, one 32-bit lane for each, in the few operations that the pixel and tile kernels are made of. A kernel is written
/// once over it and is compiled for 512, 256 and 128 bits and for a single lane; whoever picks a width asks <c>IsHardwareAccelerated</c>.
/// </summary>
/// <remarks>References are not checked: the caller has bounded the offset, of a load by <see cref="TriplesReadBytes"/> where it is of
/// triples.</remarks>
public interface ILanes<TSelf> where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Bytes of the register: four for each pixel.</summary>
    static abstract int Bytes { get; }

    /// <summary>Bytes that <see cref="LoadTriples"/> touches: more than it uses, save in a single lane.</summary>
    static abstract int TriplesReadBytes { get; }

    static abstract TSelf Repeat(uint value);

    /// <summary>Pixels of four bytes, or simply the register's bytes.</summary>
    static abstract TSelf Load(ref byte source, nuint offset);

    /// <summary>Pixels of two bytes, each in the low half of its lane.</summary>
    static abstract TSelf LoadPairs(ref byte source, nuint offset);

    /// <summary>Pixels of three bytes, each in the low three bytes of its lane.</summary>
    static abstract TSelf LoadTriples(ref byte source, nuint offset);

    void Store(ref byte destination, nuint offset);

    bool IsZero { get; }

    /// <summary>One bit for each byte, the first lowest: set where the byte is not zero.</summary>
    ulong NonzeroBytes { get; }

    static abstract TSelf operator &(TSelf left, TSelf right);
    static abstract TSelf operator |(TSelf left, TSelf right);
    static abstract TSelf operator ^(TSelf left, TSelf right);
    static abstract TSelf operator <<(TSelf lanes, int bits);
    static abstract TSelf operator >>>(TSelf lanes, int bits);
}
