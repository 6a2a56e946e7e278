using System.Net;
using System.Net.Sockets;

namespace Scanout.Pipeline.Sinks.Access;

/// <summary>
/// Slows who guesses: from one address one login is checked at a time, and after each that failed the next has to wait, twice as long every
/// time. A login that succeeds, and time, make it forget. IPv6 counts by /64, which is what one household or machine has. It remembers so
/// many addresses at most. Any thread may ask.
/// </summary>
public sealed class LoginThrottle(TimeProvider timeProvider)
{
    public const int MaxAddresses = 10_000;
    const int MaxWaiting = 16;

    static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);
    static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(15);

    readonly long began = timeProvider.GetTimestamp();
    readonly Lock gate = new();
    readonly Dictionary<string, Record> records = new(StringComparer.Ordinal);

    /// <summary>How many addresses are remembered.</summary>
    public int AddressCount
    {
        get
        {
            lock (gate)
                return records.Count;
        }
    }

    /// <summary>
    /// Waits until a login from the address may be checked; the next one waits until the turn is disposed. Null where that would take
    /// longer than the patience.
    /// </summary>
    public async Task<LoginTurn?> EnterAsync(string address, TimeSpan patience, CancellationToken cancellationToken)
    {
        var key = KeyOf(address);
        Record record;
        lock (gate)
        {
            record = RecordOf(key);
            if (record.Waiting >= MaxWaiting || record.NotBefore - Now > patience)
                return null;
            record.Waiting++;
        }
        var turn = new LoginTurn(this, record);
        try
        {
            await record.OneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
            turn.IsHeld = true;
            while (record.NotBefore - Now is { } wait && wait > TimeSpan.Zero)
            {
                if (wait > patience)
                {
                    turn.Dispose();
                    return null;
                }
                await Task.Delay(wait, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            turn.Dispose();
            throw;
        }
        return turn;
    }

    /// <summary>What is counted together: an IPv4 address, or the first half of an IPv6 address; anything else as it is.</summary>
    internal static string KeyOf(string address)
    {
        if (!IPEndPoint.TryParse(address, out var endPoint))
            return address;
        var ip = endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address;
        return ip.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(ip.GetAddressBytes().AsSpan(0, 8)) : ip.ToString();
    }

    internal void Note(Record record, bool hasSucceeded)
    {
        lock (gate)
        {
            record.Failures = hasSucceeded ? 0 : record.Failures + 1;
            var now = Now;
            record.NotBefore = hasSucceeded ? default : now + DelayAfter(record.Failures);
            record.ForgottenAt = now + ForgottenAfter;
        }
    }

    internal void Leave(Record record)
    {
        lock (gate)
            if (--record.Waiting == 0 && record.Failures == 0)
                records.Remove(record.Key);
    }

    /// <summary>Not the clock's: that may be set back.</summary>
    TimeSpan Now => timeProvider.GetElapsedTime(began);

    static TimeSpan DelayAfter(int failures) =>
        failures > 6 ? LongestDelay : TimeSpan.FromTicks(Math.Min(LongestDelay.Ticks, FirstDelay.Ticks << (failures - 1)));

    Record RecordOf(string key)
    {
        var now = Now;
        if (records.TryGetValue(key, out var known))
        {
            if (now >= known.ForgottenAt)
                (known.Failures, known.NotBefore) = (0, default);
            return known;
        }
        if (records.Count >= MaxAddresses)
            MakeRoom(now);
        return records[key] = new Record(key);
    }

    /// <summary>Who failed longest ago is forgotten first.</summary>
    void MakeRoom(TimeSpan now)
    {
        foreach (var (key, record) in records)
            if (record.Waiting == 0 && now >= record.ForgottenAt)
                records.Remove(key);
        if (records.Count >= MaxAddresses
            && records.Values.Where(record => record.Waiting == 0).MinBy(record => record.ForgottenAt) is { } oldest)
            records.Remove(oldest.Key);
    }

    internal sealed class Record(string key)
    {
        public string Key { get; } = key;
        public SemaphoreSlim OneAtATime { get; } = new(1);
        public int Waiting { get; set; }
        public int Failures { get; set; }
        public TimeSpan NotBefore { get; set; }
        public TimeSpan ForgottenAt { get; set; }
    }
}
