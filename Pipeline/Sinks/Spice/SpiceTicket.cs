using System.Security.Cryptography;
using System.Text;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>
/// The ticket that a session was opened with, as its digest: its other channels show the same. So a one-time token is redeemed once for all of them, and a
/// password is hashed once.
/// </summary>
sealed class SpiceTicket(string text)
{
    readonly byte[] digest = DigestOf(text);

    public bool Is(string? shown) => CryptographicOperations.FixedTimeEquals(digest, DigestOf(shown ?? "")) & shown is not null;

    static byte[] DigestOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
