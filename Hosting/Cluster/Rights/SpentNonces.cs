namespace Scanout.Hosting.Cluster.Rights;

/// <summary>The nonces of statements that have been told and not yet expired: at most so many, beyond which nothing more is taken. For any thread.</summary>
sealed class SpentNonces(TimeProvider timeProvider)
{
    /// <summary>A thousand requests a second for as long as a statement may hold.</summary>
    const int Capacity = 64 * 1024;

    readonly Lock gate = new();
    readonly HashSet<string> spent = new(StringComparer.Ordinal);
    readonly PriorityQueue<string, long> byExpiry = new();

    /// <param name="nonce">Of a statement whose signature is good.</param>
    /// <param name="expires">When it may be forgotten, in milliseconds since 1970.</param>
    public bool TrySpend(string nonce, long expires)
    {
        lock (gate)
        {
            var now = timeProvider.GetUtcNow().ToUnixTimeMilliseconds();
            while (byExpiry.TryPeek(out var oldest, out var end) && end < now)
            {
                spent.Remove(oldest);
                byExpiry.Dequeue();
            }
            if (spent.Count >= Capacity || !spent.Add(nonce))
                return false;
            byExpiry.Enqueue(nonce, expires);
            return true;
        }
    }
}
