namespace Scanout.Pipeline.Frames;
static class TemporaryMotion { public static IReadOnlyList<Scanout.Codecs.Motion.Move> MovesSince(this Frame a, Frame b) => []; }
