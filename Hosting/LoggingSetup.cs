using Microsoft.Extensions.Logging.Console;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Systemd;

namespace Scanout.Hosting;

/// <summary>Where log lines go: to standard error; with the time where nobody else knows it, with syslog's priorities where that is the journal.</summary>
static class LoggingSetup
{
    public static void AddLogging(this WebApplicationBuilder builder, ScanoutSettings settings)
    {
        var level = new LogLevelSwitch(settings.LogLevel);
        builder.Services.AddSingleton(level);
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter(level.IsEnabled);
        builder.Logging.AddFilter("Microsoft", asked => asked >= LogLevel.Warning && level.IsEnabled(asked));
        // Each request that is passed on, and each that fails: who asked is answered, and what happens to hosts is told once.
        builder.Logging.AddFilter("Yarp", asked => asked >= LogLevel.Error && level.IsEnabled(asked));
        // Its keys are in memory, and are meant to be.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // A start that fails is told by the command, in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (Journal.TakesStandardError)
            builder.Logging.AddSystemdConsole(console => console.TimestampFormat = null);
        else
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
                console.UseUtcTimestamp = true;
            });
        // Standard output is for the addresses.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
