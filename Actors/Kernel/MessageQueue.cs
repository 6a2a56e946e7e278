namespace Scanout.Actors.Kernel;

/// <summary>
/// A lock-free queue of many producers and one consumer: a linked list whose newest node producers exchange, and whose oldest the consumer
/// walks. An item that a producer has not linked yet is not seen; that producer wakes the consumer once it has linked it. Empty, it is one node.
/// </summary>
sealed class MessageQueue<T>
{
    Node newest;
    Node consumed;

    public MessageQueue() => newest = consumed = new Node(default!);

    /// <summary>For the consumer.</summary>
    public bool HasItems => Volatile.Read(ref consumed.Next) is not null;

    public void Enqueue(T item)
    {
        var node = new Node(item);
        Volatile.Write(ref Interlocked.Exchange(ref newest, node).Next, node);
    }

    /// <summary>For the consumer.</summary>
    public bool TryDequeue(out T item)
    {
        if (Volatile.Read(ref consumed.Next) is not { } next)
        {
            item = default!;
            return false;
        }
        item = next.Item;
        next.Item = default!;
        // Unlinked, so that a node that reached an old generation does not keep its successors alive.
        consumed.Next = null;
        consumed = next;
        return true;
    }

    sealed class Node(T item)
    {
        public T Item = item;
        public Node? Next;
    }
}
