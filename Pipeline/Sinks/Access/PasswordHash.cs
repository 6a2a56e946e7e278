using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Scanout.Pipeline.Sinks.Access;

/// <summary>
/// A password as it is kept: <c>pbkdf2-sha512$ITERATIONS$SALT$HASH</c>, or <c>-sha256</c>, the last two in Base64 (PBKDF2: RFC 8018,
/// section 5.2). It holds its own cost, so that passwords made with another one stay good.
/// </summary>
public sealed record PasswordHash
{
    const string Prefix = "pbkdf2-";
    const int DefaultIterations = 210_000;
    const int LeastIterations = 1000;
    const int MostIterations = 10_000_000;
    const int SaltBytes = 16;
    const int HashBytes = 32;

    readonly HashAlgorithmName algorithm;
    readonly int iterations;
    readonly byte[] salt;
    readonly byte[] hash;

    PasswordHash(HashAlgorithmName algorithm, int iterations, byte[] salt, byte[] hash) =>
        (this.algorithm, this.iterations, this.salt, this.hash) = (algorithm, iterations, salt, hash);

    public static PasswordHash Of(string password, int iterations = DefaultIterations)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new PasswordHash(
            HashAlgorithmName.SHA512, iterations, salt, Derive(password, salt, iterations, HashAlgorithmName.SHA512, HashBytes));
    }

    /// <summary>
    /// One that no password has and that takes as long to check as this one: what an unknown name's password is checked against.
    /// </summary>
    public PasswordHash Decoy() =>
        new(algorithm, iterations, RandomNumberGenerator.GetBytes(salt.Length), RandomNumberGenerator.GetBytes(hash.Length));

    /// <summary>The same, at the cost that passwords have now.</summary>
    public static PasswordHash DefaultDecoy() => new(
        HashAlgorithmName.SHA512, DefaultIterations, RandomNumberGenerator.GetBytes(SaltBytes), RandomNumberGenerator.GetBytes(HashBytes));

    /// <summary>Reads one; says what is wrong with it in a few words where it is none.</summary>
    public static PasswordHash? TryParse(string text, out string problem)
    {
        problem = "";
        var parts = text.Split('$');
        if (parts.Length != 4 || parts[0] is not ("pbkdf2-sha256" or "pbkdf2-sha512"))
            problem = "the password is not kept as pbkdf2-sha512$ITERATIONS$SALT$HASH";
        else if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < LeastIterations or > MostIterations)
            problem = $"the iterations are no number from {LeastIterations} to {MostIterations}";
        else if (Bytes(parts[2]) is not { Length: >= 8 and <= 64 } salt)
            problem = "the salt is not 8 to 64 bytes in Base64";
        else if (Bytes(parts[3]) is not { Length: >= 16 and <= 64 } hash)
            problem = "the hash is not 16 to 64 bytes in Base64";
        else
            return new PasswordHash(
                parts[0] == "pbkdf2-sha256" ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512, iterations, salt, hash);
        return null;
    }

    /// <summary>Whether it is this password's. Takes its time, by intent.</summary>
    public bool Verify(string password) =>
        CryptographicOperations.FixedTimeEquals(Derive(password, salt, iterations, algorithm, hash.Length), hash);

    public override string ToString() =>
        $"{Prefix}{algorithm.Name!.ToLowerInvariant()}${iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}";

    static byte[] Derive(string password, byte[] salt, int iterations, HashAlgorithmName algorithm, int bytes) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, algorithm, bytes);

    static byte[]? Bytes(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) ? bytes[..count] : null;
    }
}
