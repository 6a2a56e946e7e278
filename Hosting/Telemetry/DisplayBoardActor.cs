using Scanout.Actors.Displays;

namespace Scanout.Hosting.Telemetry;

/// <summary>Keeps a <see cref="DisplayBoard"/> as the system's event stream tells.</summary>
sealed class DisplayBoardActor : ReceiveActor
{
    public DisplayBoardActor(DisplayBoard board)
    {
        Receive<DisplayStatus>(board.Put);
        Receive<DisplayForgotten>(forgotten => board.Remove(forgotten.Name));
    }

    /// <summary>It hears of every change from here on; called by who starts it, before there are displays.</summary>
    public static void Subscribe(EventStream displays, IActorRef boardActor)
    {
        displays.Subscribe(boardActor, typeof(DisplayStatus));
        displays.Subscribe(boardActor, typeof(DisplayForgotten));
    }
}
