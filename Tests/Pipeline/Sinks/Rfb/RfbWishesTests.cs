using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Sinks.Rfb;

namespace Scanout.Tests.Pipeline.Sinks.Rfb;

public sealed class RfbWishesTests
{
    readonly RfbWishes wishes = new();

    [Fact]
    public async Task Requests_that_nothing_came_between_are_one_and_none_is_lost()
    {
        await PutAsync(new RfbWish.Update(new(0, 0, 10, 10), false, 1));
        await PutAsync(new RfbWish.Update(new(20, 20, 10, 10), true, 2));
        await PutAsync(new RfbWish.Said(new RfbClientMessage.Fence(0, []), 7));
        await PutAsync(new RfbWish.Update(new(5, 5, 5, 5), false, 3));
        Assert.Equal(
            [new RfbWish.Update(new(0, 0, 30, 30), true, 2), null, new RfbWish.Update(new(5, 5, 5, 5), false, 3)],
            Take().Select(wish => wish as RfbWish.Update));
    }

    [Fact]
    public async Task Who_says_more_than_is_taken_waits_for_room()
    {
        var put = ValueTask.CompletedTask;
        var count = 0;
        for (; put.IsCompleted && count < 1000; count++)
            put = wishes.PutAsync(new RfbWish.Said(new RfbClientMessage.SetEncodings([]), count), CancellationToken.None);
        Assert.InRange(count, 10, 100);
        // A request is joined to none that stands before something else.
        Assert.True(wishes.TryTake(out _));
        await put;
        Assert.Equal(count - 1, Take().Count());
    }

    IEnumerable<RfbWish> Take()
    {
        while (wishes.TryTake(out var wish))
            yield return wish!;
    }

    Task PutAsync(RfbWish wish) => wishes.PutAsync(wish, CancellationToken.None).AsTask();
}
