namespace Scanout.Hosting.Web.Access;

/// <summary>Who wants to sign in, as <c>POST /api/session</c> has it.</summary>
public sealed record SignIn(string? User, string? Password)
{
    /// <summary>Never the password: records end up in logs.</summary>
    public override string ToString() => User ?? "";
}
