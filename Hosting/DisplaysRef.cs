namespace Scanout.Hosting;

/// <summary>The actor that knows all displays.</summary>
sealed record DisplaysRef(IActorRef Actor);

/// <summary>The actor that runs all viewers.</summary>
sealed record ViewersRef(IActorRef Actor);
