namespace Scanout.Hosting.Cli;

/// <summary>What a command ends with; the numbers above one are those of <c>sysexits.h</c>.</summary>
static class ExitCodes
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int BadUsage = 64;
    public const int BadConfiguration = 78;
}
