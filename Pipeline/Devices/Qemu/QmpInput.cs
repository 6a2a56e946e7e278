using Microsoft.Extensions.Logging;
using Scanout.Pipeline.Input;

namespace Scanout.Pipeline.Devices.Qemu;

/// <summary>
/// A display's keys, pointer and power by QMP: callers leave events in a bounded queue, one task sends them to QEMU at QEMU's pace and
/// connects again when QEMU was gone. Owned by whoever made it. Its socket should be its own: QEMU talks to one program at a time on each.
/// </summary>
/// <remarks>
/// QMP tells nothing of the guest's LEDs: what is known is which lock keys were pressed through here since QEMU or its machine began, as
/// QEMU's own VNC server assumes it where the keyboard has no LEDs. A guest that sets its locks itself is not followed. Nor does it tell
/// when a guest's driver switches a tablet on or off: which pointer is in use is asked after connecting, and every few seconds from then
/// on while anybody listens to <see cref="Changed"/>.
/// </remarks>
public sealed class QmpInput : IInputTarget, IAsyncDisposable
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>From one question after the guest's pointer to the next.</summary>
    static readonly TimeSpan PointerInterval = TimeSpan.FromSeconds(2);

    /// <summary>For what is still to be released when the service ends.</summary>
    static readonly TimeSpan PatienceAtEnd = TimeSpan.FromMilliseconds(500);

    /// <summary>Things that are told once are remembered; of no more than so many.</summary>
    const int MaxTold = 64;

    readonly Lock gate = new();
    readonly string display;
    readonly string path;
    readonly TimeProvider timeProvider;
    readonly ILogger logger;
    readonly QmpEventQueue queue = new();
    readonly InputMeter meter;
    readonly CancellationTokenSource ending = new();
    readonly bool[] keysDown = new bool[256];
    readonly bool[] buttonsDown = new bool[(int)PointerButton.Extra + 1];
    readonly HashSet<string> told = new(StringComparer.Ordinal);
    readonly HashSet<uint> leftOut = [];
    readonly Task running;
    bool isConnected;
    bool isClosing;
    bool isOverflowing;
    bool isPointerDue;
    bool hasAbsolutePointer = true;
    LockKeys lockKeys;

    /// <param name="display">Whose input it is.</param>
    /// <param name="path">QEMU's QMP socket: <c>-qmp unix:PATH,server=on,wait=off</c>.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Told when QEMU is had and lost.</param>
    public QmpInput(string display, string path, TimeProvider timeProvider, ILogger logger)
    {
        (this.display, this.path, this.timeProvider, this.logger) = (display, path, timeProvider, logger);
        meter = new InputMeter(display);
        running = Task.Run(RunAsync);
    }

    public bool IsConnected => Volatile.Read(ref isConnected);

    public LockKeys LockKeys
    {
        get
        {
            lock (gate)
                return lockKeys;
        }
    }

    public bool HasAbsolutePointer => Volatile.Read(ref hasAbsolutePointer);

    public event Action? Changed;

    public bool TryKey(byte number, bool isDown)
    {
        LockKeys toggled;
        lock (gate)
        {
            if (!isDown && !keysDown[number])
                return true;
            if (!TryAdd(QmpEvent.Key(number, isDown)))
                return false;
            toggled = isDown && !keysDown[number] ? KeyNumber.LockOf(number) : LockKeys.None;
            keysDown[number] = isDown;
            lockKeys ^= toggled;
        }
        if (toggled != LockKeys.None)
            Changed?.Invoke();
        return true;
    }

    public bool TryButton(PointerButton button, bool isDown)
    {
        lock (gate)
        {
            if (!isDown && !buttonsDown[(int)button])
                return true;
            if (!TryAdd(QmpEvent.Button(button, isDown)))
                return false;
            buttonsDown[(int)button] = isDown;
            return true;
        }
    }

    public bool TryMove(PointerPosition position)
    {
        lock (gate)
            return isConnected && queue.TryAdd(QmpEvent.Move(position));
    }

    public bool TryMoveBy(int dxPixels, int dyPixels)
    {
        lock (gate)
            return isConnected && queue.TryAdd(QmpEvent.MoveBy(dxPixels, dyPixels));
    }

    /// <summary>
    /// A reboot is refused, as QEMU's own VNC server refuses it: QEMU has a power and a reset button, and neither is one.
    /// </summary>
    public bool TryPower(PowerAction action)
    {
        lock (gate)
            return action is PowerAction.Shutdown or PowerAction.Reset && TryAdd(QmpEvent.Power(action));
    }

    public void LeaveOut(uint keysym)
    {
        meter.LeftOut("unknown");
        lock (gate)
            if (leftOut.Count >= MaxTold || !leftOut.Add(keysym))
                return;
        logger.KeyLeftOut(display, keysym);
    }

    bool TryAdd(QmpEvent next)
    {
        if (!isConnected)
            return false;
        var isTaken = queue.TryAdd(next);
        if (!isTaken)
        {
            meter.LeftOut("overflow");
            if (!isOverflowing)
                logger.InputOverflowed(display);
        }
        isOverflowing = !isTaken;
        return isTaken;
    }

    async Task RunAsync()
    {
        var pause = FirstPause;
        try
        {
            for (string? lastReason = null; ; await Task.Delay(pause, timeProvider, ending.Token).ConfigureAwait(false))
            {
                var began = timeProvider.GetTimestamp();
                try
                {
                    await using var connection =
                        await QmpConnection.OpenAsync(path, timeProvider, Took, ending.Token).ConfigureAwait(false);
                    (began, lastReason) = (timeProvider.GetTimestamp(), null);
                    await ServeAsync(connection).ConfigureAwait(false);
                    return;
                }
                catch (QmpException failure)
                {
                    if (failure.Message != lastReason)
                        logger.QmpUnreachable(display, path, lastReason = failure.Message);
                }
                Become(false);
                if (Volatile.Read(ref isClosing))
                    return;
                var wasLasting = timeProvider.GetElapsedTime(began) > LongestPause;
                pause = wasLasting ? FirstPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The service ends.
        }
        finally
        {
            Become(false);
        }
    }

    /// <summary>Sends what comes until it is told to end; throws when QEMU has gone.</summary>
    async Task ServeAsync(QmpConnection connection)
    {
        await FindPointerAsync(connection).ConfigureAwait(false);
        Become(true);
        logger.QmpConnected(display, path);
        await using var asking = timeProvider.CreateTimer(_ => AskForPointer(), null, PointerInterval, PointerInterval);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, connection.Ended);
        for (;;)
        {
            while (queue.TryTake(out var next))
            {
                var answer = await connection.ExecuteAsync(
                    QmpCommands.NameOf(next), json => QmpCommands.WriteArguments(json, next), ending.Token).ConfigureAwait(false);
                if (answer.Refusal is { } refusal)
                    Refused(refusal);
                else
                    meter.Sent();
            }
            if (Volatile.Read(ref isClosing))
                return;
            if (Interlocked.Exchange(ref isPointerDue, false))
                await FindPointerAsync(connection).ConfigureAwait(false);
            try
            {
                await queue.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!ending.IsCancellationRequested)
            {
                throw connection.End;
            }
        }
    }

    /// <summary>By the timer: QEMU is not asked what nobody wants to know.</summary>
    void AskForPointer()
    {
        if (Changed is null)
            return;
        Volatile.Write(ref isPointerDue, true);
        queue.Wake();
    }

    /// <summary>An answer that says nothing of pointers leaves things as they are.</summary>
    async Task FindPointerAsync(QmpConnection connection)
    {
        var answer = await connection.ExecuteAsync(QmpCommands.QueryMice, null, ending.Token).ConfigureAwait(false);
        if (answer.IsPointerAbsolute is not { } isAbsolute || isAbsolute == HasAbsolutePointer)
            return;
        Volatile.Write(ref hasAbsolutePointer, isAbsolute);
        Changed?.Invoke();
    }

    /// <summary>
    /// A QEMU that is had anew is told to release what the one before was left with: it may be the same, and only the connection was lost.
    /// </summary>
    void Become(bool next)
    {
        lock (gate)
        {
            if (isConnected == next)
                return;
            queue.Clear();
            Volatile.Write(ref isConnected, next);
            if (next)
            {
                lockKeys = LockKeys.None;
                for (var number = 0; number < keysDown.Length; number++)
                    if (keysDown[number])
                        queue.TryAdd(QmpEvent.Key((byte)number, false));
                for (var button = PointerButton.Left; button <= PointerButton.Extra; button++)
                    if (buttonsDown[(int)button])
                        queue.TryAdd(QmpEvent.Button(button, false));
                Array.Clear(keysDown);
                Array.Clear(buttonsDown);
            }
        }
        Changed?.Invoke();
    }

    void Refused(string reason)
    {
        meter.LeftOut("refused");
        lock (gate)
            if (told.Count >= MaxTold || !told.Add(reason))
                return;
        logger.QmpRefused(display, reason);
    }

    /// <summary>A machine that begins anew has its lock keys off.</summary>
    void Took(string name)
    {
        if (name != "RESET")
            return;
        lock (gate)
            lockKeys = LockKeys.None;
        Changed?.Invoke();
    }

    /// <summary>Sends what waits, in short, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isClosing, true))
            return;
        queue.Wake();
        if (IsConnected)
            await Task.WhenAny(running, Task.Delay(PatienceAtEnd, timeProvider)).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        ending.Dispose();
    }
}
