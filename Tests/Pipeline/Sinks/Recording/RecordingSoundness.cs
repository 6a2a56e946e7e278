using Scanout.Codecs.Recording;
using Scanout.Pipeline.Recordings;
using Scanout.Tests.Codecs.Recording.Reference;

namespace Scanout.Tests.Pipeline.Sinks.Recording;

/// <summary>What holds of every segment that a recorder has closed.</summary>
static class RecordingSoundness
{
    /// <summary>A chunk of records tells of a second at most, but for what its span is rounded up.</summary>
    const uint MaxSpanMilliseconds = 1000;

    /// <summary>Of a display's segments, in their order.</summary>
    public static void Check(IReadOnlyList<string> segments, byte[]? secret)
    {
        string? before = null;
        foreach (var path in segments)
        {
            var check = SegmentVerification.Run(path, secret, CancellationToken.None);
            Assert.Empty(check.Faults);
            Assert.Equal(SegmentState.Complete, check.State);
            if (before is not null)
                Assert.Equal(before, $"{check.Previous}");
            before = $"{check.LastLink}";
            var other = ReferenceRecording.Read(File.ReadAllBytes(path), secret);
            Assert.Equal((null, null, true, before), (other.Breach, other.ChainBreak, other.IsComplete, Convert.ToHexStringLower(other.LastLink)));
            Assert.Empty(other.Faults);
            Assert.All(Chunks(path, secret), chunk => Assert.InRange(chunk.SpanMilliseconds, 0u, MaxSpanMilliseconds));
        }
    }

    /// <summary>The chunks of records, and how many literals are in each.</summary>
    public static List<(RecordingChunkKind Kind, uint SpanMilliseconds, long TimeMicroseconds, int Literals)> Chunks(string path, byte[]? secret = null)
    {
        using var reader = SegmentReader.Open(path, secret);
        List<(RecordingChunkKind, uint, long, int)> chunks = [];
        foreach (var chunk in SegmentWalk.Chunks(reader, (offset, problem) => Assert.Fail($"{offset}: {problem}")))
        {
            var records = new RecordsReader(chunk.Payload, chunk.TimeMicroseconds, chunk.IsPacked);
            var literals = 0;
            for (; records.HasLiteral; literals++)
                records.TakeLiteral();
            chunks.Add((chunk.Kind, chunk.SpanMilliseconds, chunk.TimeMicroseconds, literals));
        }
        return chunks;
    }

    public static int Literals(string path) => Chunks(path).Sum(chunk => chunk.Literals);
}
