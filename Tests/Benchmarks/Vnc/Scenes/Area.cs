namespace Scanout.Benchmarks.Vnc.Scenes;

/// <summary>A rectangle of the screen that a step of a scene has changed.</summary>
readonly record struct Area(int X, int Y, int Width, int Height);
