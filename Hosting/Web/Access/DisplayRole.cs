namespace Scanout.Hosting.Web.Access;

/// <summary>What somebody may do with a display; each may what those before it may.</summary>
public enum DisplayRole
{
    /// <summary>Not even know of it.</summary>
    None,

    /// <summary>See it, its past and who watches it.</summary>
    View,

    /// <summary>Type and point.</summary>
    Control,

    /// <summary>Disconnect others, have its past played, and what else is an operator's.</summary>
    Admin,
}
