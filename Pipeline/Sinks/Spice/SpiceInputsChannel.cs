using Scanout.Codecs.Spice;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Spice;

/// <summary>A session's inputs channel: keys and pointer come, acknowledgements of motion and the lock keys go.</summary>
sealed class SpiceInputsChannel(SpiceChannelLink link, SpiceInput input)
{
    readonly Signal signal = new();

    /// <summary>Serves the channel until the client leaves, the token ends it or the connection breaks.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        input.Changed += signal.Set;
        try
        {
            await SessionHalves.RunAsync(
                token => link.ReadAsync((message, _) => ValueTask.FromResult(input.TryTake(message)), signal.Set, token), WriteAsync,
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            input.Changed -= signal.Set;
            input.LetGo();
        }
    }

    async Task WriteAsync(CancellationToken cancellationToken)
    {
        var told = input.LockKeys;
        SpiceInputsMessages.WriteInit(link.Writer, (byte)told);
        for (signal.Set(); ; await link.Output.FlushAsync(cancellationToken).ConfigureAwait(false))
        {
            await signal.WaitAsync(cancellationToken).ConfigureAwait(false);
            for (var owed = input.TakeMotionAcks(); owed > 0; owed--)
                SpiceInputsMessages.WriteMotionAck(link.Writer);
            if (input.LockKeys is var locks && locks != told)
                SpiceInputsMessages.WriteKeyModifiers(link.Writer, (byte)(told = locks));
        }
    }
}
