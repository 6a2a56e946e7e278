using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// The sessions of one display, by the number that a client shows to have another channel: it is random, and looked for in constant time. Any
/// thread may ask.
/// </summary>
sealed class SpiceSessions
{
    readonly Lock gate = new();
    readonly List<SpiceSession> sessions = [];

    /// <summary>A number that no session of the display has; never 0, which stands for none.</summary>
    public uint NewId()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        for (;;)
        {
            RandomNumberGenerator.Fill(bytes);
            var id = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            if (id != 0 && Find(id) is null)
                return id;
        }
    }

    public void Add(SpiceSession session)
    {
        lock (gate)
            sessions.Add(session);
    }

    public void Remove(SpiceSession session)
    {
        lock (gate)
            sessions.Remove(session);
    }

    public SpiceSession? Find(uint id)
    {
        SpiceSession? found = null;
        Span<byte> wanted = stackalloc byte[sizeof(uint)], known = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(wanted, id);
        lock (gate)
            foreach (var session in sessions)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(known, session.Id);
                if (CryptographicOperations.FixedTimeEquals(wanted, known))
                    found = session;
            }
        return found;
    }
}
