namespace Scanout.Hosting.Cli;

/// <summary>Nobody listens where the service is to be: it does not run, or somewhere else.</summary>
sealed class ServiceSilentException : CommandException
{
    public ServiceSilentException() { }
    public ServiceSilentException(string message) : base(message) { }
    public ServiceSilentException(string message, Exception innerException) : base(message, innerException) { }
}
