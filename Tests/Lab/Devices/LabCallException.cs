namespace Scanout.Lab.Devices;

/// <summary>A system call of the lab's failed.</summary>
public sealed class LabCallException(string call, int errno) : Exception($"{call}: errno {errno}")
{
    public LabCallException() : this("", 0) { }
    public LabCallException(string message) : this(message, 0) { }
    public LabCallException(string message, Exception innerException) : this($"{message}: {innerException?.Message}", 0) { }

    public int Errno { get; } = errno;
}
