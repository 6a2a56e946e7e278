using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using Scanout.Pipeline.Sinks;

namespace Scanout.Tests.Pipeline.Sinks;

public sealed class PipeFarewellTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task What_is_still_to_be_sent_is_sent()
    {
        using var sent = new MemoryStream();
        var pipe = new Halves(PipeReader.Create(Stream.Null), PipeWriter.Create(sent, new StreamPipeWriterOptions(leaveOpen: true)));
        pipe.Output.Write((ReadOnlySpan<byte>)[1, 2, 3]);
        Assert.True(await pipe.TryCompleteAsync(clock).WaitAsync(Patience));
        Assert.Equal([1, 2, 3], sent.ToArray());
    }

    [Fact]
    public async Task Who_has_stopped_reading_is_not_waited_for()
    {
        await using var stalled = new StalledStream();
        var pipe = new Halves(PipeReader.Create(Stream.Null), PipeWriter.Create(stalled, new StreamPipeWriterOptions(leaveOpen: true)));
        pipe.Output.Write((ReadOnlySpan<byte>)[1, 2, 3]);
        var ending = pipe.TryCompleteAsync(clock);
        Assert.False(ending.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await ending.WaitAsync(Patience));
        // Whoever comes second finds it ended.
        Assert.True(await pipe.TryCompleteAsync(clock).WaitAsync(Patience));
    }

    sealed record Halves(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>A write never ends.</summary>
    sealed class StalledStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken));
    }
}
