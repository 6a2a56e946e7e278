namespace Scanout.Hosting.Web;

/// <summary>Whether the service has come up, and is not going down. Any thread may ask.</summary>
sealed class Readiness
{
    readonly Lock gate = new();
    string? whyNot = "the service is starting";

    /// <summary>Null once it is.</summary>
    public string? WhyNot
    {
        get
        {
            lock (gate)
                return whyNot;
        }
        set
        {
            lock (gate)
                whyNot = value;
        }
    }

    /// <summary>Tells something while the service is up, which it stays meanwhile: nothing is told after its end has been. False where it is not up.</summary>
    public bool TryTell(Action tell)
    {
        lock (gate)
        {
            if (whyNot is not null)
                return false;
            tell();
            return true;
        }
    }
}
