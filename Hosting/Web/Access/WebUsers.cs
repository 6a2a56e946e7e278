using System.Security.Cryptography;
using System.Text;
using Scanout.Hosting.Configuration;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Hosting.Web.Access;

/// <summary>The web's users, and whether who signed in is still as the file says. Any thread may ask.</summary>
sealed class WebUsers(ScanoutSettings settings, AccessTokens tokens, LoginThrottle throttle, TimeProvider timeProvider, ILogger<WebUsers> logger)
{
    readonly UserFile? file = settings.Web.Users is { } path ? new UserFile(path, logger) : null;
    Admission? admission;

    /// <summary>Whether nobody is asked who he is, as there are no users.</summary>
    public bool IsOpen => file is null;

    /// <summary>Checks names and passwords, each in its time and not too often.</summary>
    public Admission Admission => admission ??= new Admission(password: null, file, tokens, throttle, timeProvider);

    /// <summary>The user as the file tells of him now; null where he is none any more.</summary>
    public WebIdentity? Find(string user) => file?.Find(user) is { } entry ? IdentityOf(entry) : null;

    public static WebIdentity IdentityOf(UserEntry entry) => new(WebIdentityKind.User, entry.Name)
    {
        Limit = entry.IsViewOnly ? DisplayRole.View : DisplayRole.Admin,
        Stamp = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{entry}"))),
    };

    /// <summary>Whether he is who he was when he showed it: his password and his options have not changed since, and he has not been removed.</summary>
    public bool IsCurrent(WebIdentity identity) =>
        identity.Kind != WebIdentityKind.User || identity.Stamp.Length == 0 || Find(identity.User)?.Stamp == identity.Stamp;
}
