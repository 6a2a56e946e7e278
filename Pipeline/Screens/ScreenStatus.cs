namespace Scanout.Pipeline.Screens;

/// <summary>A display's screen as it is now.</summary>
/// <param name="State">What an operator is told.</param>
/// <param name="Elapsed">For how long.</param>
public readonly record struct ScreenStatus(ScreenState State, TimeSpan Elapsed);
