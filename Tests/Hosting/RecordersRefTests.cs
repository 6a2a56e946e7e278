using Microsoft.Extensions.Logging.Abstractions;
using Scanout.Actors.Displays;
using Scanout.Hosting;
using Scanout.Hosting.Configuration;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Sinks.Recording;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting;

public sealed class RecordersRefTests : TestKit
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly RecordingBoard board = new();
    readonly TaskCompletionSource<ScriptedRecorder> made = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_display_that_is_seen_at_once_is_recorded_and_its_file_is_closed_at_the_end()
    {
        var recorders = Start("/somewhere", isObedient: true);
        See();
        var recorder = await made.Task.WaitAsync(Patience);
        await recorders.StopAsync(Patience);
        Assert.True(recorder.Told.Task.IsCompleted);
        Assert.Equal("the service ended it", board.Of("vm").Reason);
    }

    [Fact]
    public async Task A_disk_that_hangs_does_not_hold_the_service()
    {
        var recorders = Start("/somewhere", isObedient: false);
        See();
        var recorder = await made.Task.WaitAsync(Patience);
        await recorders.StopAsync(TimeSpan.FromMilliseconds(20)).WaitAsync(Patience);
        await recorder.Told.Task.WaitAsync(Patience);
        await Sys.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task Without_a_directory_nothing_is_recorded()
    {
        var recorders = Start("", isObedient: true);
        See();
        await recorders.StopAsync(TimeSpan.Zero);
        Assert.False(made.Task.IsCompleted);
    }

    RecordersRef Start(string directory, bool isObedient)
    {
        var settings = new ScanoutSettings { Recording = new RecordingSettings { Directory = directory, Policy = RecordingPolicy.On } };
        var factory = new RecorderFactory(
            display =>
            {
                var recorder = new ScriptedRecorder(display) { IsObedient = isObedient };
                made.SetResult(recorder);
                return recorder;
            },
            () => 0);
        return new RecordersRef(Sys, settings, factory, board, NullLoggerFactory.Instance, NullLogger<RecordersRef>.Instance);
    }

    void See() => Sys.EventStream.Publish(new DisplaySeen(new Surface("vm", new TilePool(), TimeProvider.System), Guid.Empty));
}
