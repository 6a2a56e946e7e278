namespace Scanout.Hosting.Cli;

/// <summary>A command can't do what it was asked; the message is the one line that it says.</summary>
class CommandException : Exception
{
    public CommandException() { }
    public CommandException(string message) : base(message) { }
    public CommandException(string message, Exception innerException) : base(message, innerException) { }
}
