namespace Scanout.Pipeline.Sinks;

/// <summary>Who a viewer is and what he may, as was found out when he was let in; the same for every protocol.</summary>
/// <param name="User">The name that he gave, or empty where none is asked for.</param>
/// <param name="IsViewOnly">He may watch and not control.</param>
/// <param name="Method">How he showed it, for the audit: <c>none</c>, <c>password</c>, <c>user</c>, <c>token</c>, <c>session</c>.</param>
public sealed record ViewerIdentity(string User, bool IsViewOnly, string Method)
{
    /// <summary>Nobody was asked who he is.</summary>
    public static ViewerIdentity Anyone { get; } = new("", false, "none");

    /// <summary>Whether he would still be let in as who he is: asked now and then while he is here, by any thread. It is no part of who he is.</summary>
    public Func<bool> IsStillGood { get; init; } = () => true;

    public bool Equals(ViewerIdentity? other) => other is not null && (User, IsViewOnly, Method) == (other.User, other.IsViewOnly, other.Method);

    public override int GetHashCode() => HashCode.Combine(User, IsViewOnly, Method);
}
