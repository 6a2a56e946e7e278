namespace Scanout.Hosting;

/// <summary>The actor that runs all viewers.</summary>
sealed record ViewersRef(IActorRef Actor);
