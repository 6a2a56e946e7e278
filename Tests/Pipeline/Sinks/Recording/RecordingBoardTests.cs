using Scanout.Pipeline.Sinks.Recording;

namespace Scanout.Tests.Pipeline.Sinks.Recording;

public sealed class RecordingBoardTests
{
    readonly RecordingBoard board = new();

    [Fact]
    public void A_display_without_a_recorder_is_off()
    {
        Assert.Equal(RecordingStatus.Off, board.Of("vm"));
        Assert.Empty(board.All);
    }

    [Fact]
    public void The_newest_status_of_each_display_is_kept()
    {
        var status = new RecordingStatus(RecordingState.Recording, null, "/a.scanout", DateTimeOffset.UnixEpoch, 7);
        board.Put("vm", status);
        board.Put("vm", status with { Bytes = 9 });
        board.Put("other", RecordingStatus.Off);
        Assert.Equal(9, board.Of("vm").Bytes);
        Assert.Equal(["other", "vm"], board.All.Select(each => each.Display).Order());
    }
}
