using System.Globalization;

namespace Scanout.Pipeline.Sinks.Access;

/// <summary>
/// When a password or a token ends to be good, in the grammar of QEMU's <c>expire_password</c>: <c>now</c>, <c>never</c>, <c>+N</c> seconds
/// from now, or
/// <c>N</c> seconds after the beginning of 1970.
/// </summary>
public readonly record struct Expiry
{
    /// <summary>A hundred years: what is longer is meant as never, or is a mistake.</summary>
    const long MaxSeconds = 100L * 366 * 24 * 3600;

    readonly long? seconds;
    readonly bool isRelative;

    Expiry(long? seconds, bool isRelative) => (this.seconds, this.isRelative) = (seconds, isRelative);

    public static Expiry Never => default;

    public static bool TryParse(string text, out Expiry expiry)
    {
        expiry = text switch { "now" => new Expiry(0, isRelative: true), _ => Never };
        if (text is "now" or "never")
            return true;
        var isRelative = text.StartsWith('+');
        if (!long.TryParse(isRelative ? text.AsSpan(1) : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > MaxSeconds)
            return false;
        expiry = new Expiry(number, isRelative);
        return true;
    }

    /// <summary>The moment, for who says it now; null where it is never.</summary>
    public DateTimeOffset? From(DateTimeOffset now) => seconds is not { } number ? null
        : isRelative ? now.AddSeconds(number)
        : DateTimeOffset.FromUnixTimeSeconds(number);
}
