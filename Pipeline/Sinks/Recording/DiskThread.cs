using System.Collections.Concurrent;

namespace Scanout.Pipeline.Sinks.Recording;

/// <summary>
/// Does all recorders' file operations, one after the other, on a thread of its own: a disk that hangs hangs this thread, and none of those that
/// serve viewers. Each recorder has few operations under way. Owned by the composition root; any thread may ask.
/// </summary>
public sealed class DiskThread : IDisposable
{
    readonly BlockingCollection<Task> operations = [];
    readonly Thread thread;

    public DiskThread()
    {
        thread = new Thread(Run) { IsBackground = true, Name = "recordings" };
        thread.Start();
    }

    /// <summary>Completes when the operation has been done, with its fault if it has one. What follows goes on on the thread pool.</summary>
    public Task RunAsync(Action operation)
    {
        var task = new Task(operation, TaskCreationOptions.RunContinuationsAsynchronously);
        operations.Add(task);
        return task;
    }

    /// <summary>Ends the thread after what it was asked for; does not wait for a disk that hangs.</summary>
    public void Dispose() => operations.CompleteAdding();

    void Run()
    {
        foreach (var operation in operations.GetConsumingEnumerable())
            operation.RunSynchronously();
    }
}
