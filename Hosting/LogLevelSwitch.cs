namespace Scanout.Hosting;

/// <summary>The level from which on lines are logged; any thread may change it while the service runs.</summary>
sealed class LogLevelSwitch(string akkaLevel)
{
    volatile LogLevel level = LevelOf(akkaLevel);

    public bool IsEnabled(LogLevel asked) => asked >= level && level != LogLevel.None;

    public void Change(string toAkkaLevel) => level = LevelOf(toAkkaLevel);

    /// <summary>Akka.NET's names of levels.</summary>
    static LogLevel LevelOf(string akkaLevel) => akkaLevel.ToUpperInvariant() switch
    {
        "DEBUG" => LogLevel.Debug,
        "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "OFF" => LogLevel.None,
        _ => LogLevel.Information,
    };
}
