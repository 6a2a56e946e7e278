namespace Scanout.Hosting.Cli;

/// <summary>Nobody listens where the service is to be: it does not run, or somewhere else.</summary>
sealed class NobodyAnswersException : CommandException
{
    public NobodyAnswersException() { }
    public NobodyAnswersException(string message) : base(message) { }
    public NobodyAnswersException(string message, Exception innerException) : base(message, innerException) { }
}
