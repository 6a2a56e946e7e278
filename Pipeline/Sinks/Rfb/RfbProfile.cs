using Scanout.Codecs.Rfb;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>What encodings of tiles without loss depend on: viewers that are alike in this share them. Compared by value.</summary>
sealed record RfbProfile(int Encoding, RfbPixelFormat Format, bool IsThorough);
