namespace Scanout.Hosting.Web;

/// <summary>Whether the service has come up, and is not going down.</summary>
sealed class Readiness
{
    volatile string? whyNot = "the service is starting";

    public bool IsReady => whyNot is null;

    /// <summary>Null once it is.</summary>
    public string? WhyNot
    {
        get => whyNot;
        set => whyNot = value;
    }
}
