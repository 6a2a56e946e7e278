using Scanout.Codecs.Recording;

namespace Scanout.Tests.Codecs.Recording;

public sealed class RecordsWriterTests
{
    [Fact]
    public void Times_do_not_go_back_from_one_chunk_to_the_next()
    {
        var records = new RecordsWriter();
        records.WriteClock(1000, DateTimeOffset.UnixEpoch);
        records.Clear();
        // Captured before the clock, and told after it.
        records.WriteNoCursor(900);
        Assert.Equal((1000, 1000), (records.FirstMicroseconds, records.LastMicroseconds));
    }
}
