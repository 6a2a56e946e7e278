namespace Scanout.Hosting.Web.Access;

/// <summary>Who somebody on the web is.</summary>
enum WebIdentityKind
{
    /// <summary>Whoever: nobody is asked, as there are no users.</summary>
    Open,

    /// <summary>A program of root or of the service's own user, on the service's own host.</summary>
    Operator,

    /// <summary>One of the file of users, who signed in or whose token was shown.</summary>
    User,
}
