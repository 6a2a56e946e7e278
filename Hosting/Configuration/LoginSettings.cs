using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Hosting.Configuration;

/// <summary>Who is let in.</summary>
public sealed record LoginSettings
{
    /// <summary>Null where viewers need none.</summary>
    public string? Password { get; init; }
    public Expiry PasswordExpires { get; init; }

    /// <summary>The file of users; null where there are none.</summary>
    public string? Users { get; init; }

    /// <summary>Whether nobody is asked who he is.</summary>
    public bool IsOpen => Password is null && Users is null;
}
