using Scanout.Pipeline.Recordings.Store;

namespace Scanout.Tests.Pipeline.Recordings.Store;

public sealed class StoreLedgerTests : IDisposable
{
    readonly StoreFixture fixture = new();
    readonly StoreLedger ledger;

    public StoreLedgerTests() => ledger = new(fixture.Path, maxBytes: 100);

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void What_was_seen_a_while_ago_is_looked_at_again_where_it_differs()
    {
        var path = fixture.Put("vm/1.scanout", 10);
        ledger.Correct([new(path, 5, default)]);
        Assert.Equal((10, LedgerKind.Closed), (ledger.TotalBytes, ledger.Find(path)!.Kind));
        ledger.Correct([new(path, 7, default), new(fixture.File("vm/2.scanout"), 20, default)]);
        Assert.Equal(10, ledger.TotalBytes);
        Assert.Empty(ledger.Correct([]));
        Assert.Equal(10, ledger.TotalBytes);
        File.Delete(path);
        Assert.Equal([path], ledger.Correct([]).Select(gone => gone.Path));
        Assert.Equal(0, ledger.TotalBytes);
    }

    [Fact]
    public void Of_what_is_being_written_the_writer_knows_better()
    {
        var path = fixture.Put("vm/1.scanout", 10);
        var entry = ledger.Enter(path, LedgerKind.Open);
        ledger.Change(entry, 30, 20);
        ledger.Correct(FoundFile.Below(fixture.Path));
        File.Delete(path);
        ledger.Correct([]);
        Assert.Equal((30, 20, LedgerKind.Open), (ledger.TotalBytes, ledger.HeldBytes, entry.Kind));
        Assert.False(ledger.Fits(51));
        Assert.True(ledger.Fits(50));

        ledger.Strike(entry);
        ledger.Change(entry, 5, 5);
        ledger.Strike(entry);
        Assert.Equal((0, 0), (ledger.TotalBytes, ledger.HeldBytes));
    }

    [Fact]
    public void No_number_of_bytes_fits_by_overflowing()
    {
        ledger.Change(ledger.Enter(fixture.File("vm/1.scanout"), LedgerKind.Open), 90, 0);
        Assert.False(ledger.Fits(long.MaxValue));
        Assert.True(new StoreLedger(fixture.Path, long.MaxValue).Fits(long.MinValue + 1));
        Assert.True(new StoreLedger(fixture.Path, null).Fits(long.MaxValue));
    }
}
