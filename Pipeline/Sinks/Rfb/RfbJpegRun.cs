using Scanout.Codecs.Rfb;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>A JPEG of tiles side by side, as it is kept with the leftmost: good for as long as the others are those that it was made of.</summary>
sealed record RfbJpegRun(EncodedBlock Block, long[] Serials);
