using System.Runtime.InteropServices;

namespace Scanout.Codecs.Deflate;

/// <summary>
/// Some bytes as they stand, then a match: how a match finder tells what it found. The bytes after the last match are in none.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct DeflateSequence(int Literals, ushort Length, ushort Distance);
