using Scanout.Actors.Displays;
using Scanout.Hosting.Telemetry;
using Scanout.Pipeline.Frames;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Telemetry;

public sealed class DisplayBoardActorTests : TestKit
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_board_has_what_the_event_stream_told_last()
    {
        var (board, pool) = (new DisplayBoard(), new TilePool());
        var boardActor = Sys.ActorOf(Props.Create(() => new DisplayBoardActor(board)), "board");
        DisplayBoardActor.Subscribe(Sys.EventStream, boardActor);
        Tell("one", DisplayState.Starting);
        Tell("two", DisplayState.Starting);
        Tell("one", DisplayState.Running);
        Sys.EventStream.Publish(new DisplayForgotten("two"));
        await Wait.UntilAsync(
            () => board.All.ToArray() is [{ Name: "one", State: DisplayState.Running }], Patience, () => string.Join(", ", board.All));

        void Tell(string name, DisplayState state) => Sys.EventStream.Publish(new DisplayStatus(
            name, Guid.Empty, state, null, "painted", new Surface(name, pool, TimeProvider.System), DisplayAddresses.None));
    }
}
