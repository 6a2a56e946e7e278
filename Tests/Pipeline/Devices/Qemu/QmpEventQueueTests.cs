using Scanout.Pipeline.Devices.Qemu;

namespace Scanout.Tests.Pipeline.Devices.Qemu;

public sealed class QmpEventQueueTests
{
    readonly QmpEventQueue queue = new();

    [Fact]
    public void A_full_queue_gives_up_its_newest_move_for_a_key_and_takes_no_more_moves()
    {
        for (ushort i = 0; i < QmpEventQueue.Capacity / 2; i++)
        {
            Assert.True(queue.TryAdd(QmpEvent.Move(new(i, 0))));
            Assert.True(queue.TryAdd(QmpEvent.Key(0x1E, true)));
        }
        Assert.Equal(QmpEventQueue.Capacity, queue.Count);
        Assert.False(queue.TryAdd(QmpEvent.Move(new(999, 0))));
        Assert.True(queue.TryAdd(QmpEvent.Key(0x1F, true)));
        var taken = TakeAll();
        Assert.Equal(QmpEventQueue.Capacity, taken.Count);
        Assert.DoesNotContain(QmpEvent.Move(new(QmpEventQueue.Capacity / 2 - 1, 0)), taken);
        Assert.Equal(QmpEventQueue.Capacity / 2 - 1, taken.Count(each => each.Kind == QmpEventKind.Move));
        Assert.Equal(QmpEvent.Key(0x1F, true), taken[^1]);
    }

    [Fact]
    public void A_queue_full_of_keys_takes_releases_and_says_that_it_takes_nothing_else()
    {
        for (var i = 0; i < QmpEventQueue.Capacity; i++)
            Assert.True(queue.TryAdd(QmpEvent.Key(0x1E, true)));
        Assert.False(queue.TryAdd(QmpEvent.Key(0x1F, true)));
        Assert.True(queue.TryAdd(QmpEvent.Key(0x1E, false)));
        Assert.Equal(QmpEvent.Key(0x1E, false), TakeAll()[^1]);
    }

    [Fact]
    public void A_move_after_a_click_does_not_take_the_place_of_the_one_before_it()
    {
        queue.TryAdd(QmpEvent.Move(new(1, 1)));
        queue.TryAdd(QmpEvent.Button(default, true));
        queue.TryAdd(QmpEvent.Move(new(2, 2)));
        queue.TryAdd(QmpEvent.Move(new(3, 3)));
        Assert.Equal([QmpEvent.Move(new(1, 1)), QmpEvent.Button(default, true), QmpEvent.Move(new(3, 3))], TakeAll());
    }

    [Fact]
    public void Ways_of_the_pointer_are_summed_up_to_a_bound_and_never_over_a_click_or_a_place()
    {
        queue.TryAdd(QmpEvent.MoveBy(3, -2));
        queue.TryAdd(QmpEvent.MoveBy(4, -5));
        queue.TryAdd(QmpEvent.Button(default, true));
        queue.TryAdd(QmpEvent.MoveBy(1, 1));
        queue.TryAdd(QmpEvent.Move(new(7, 7)));
        queue.TryAdd(QmpEvent.MoveBy(int.MaxValue, int.MinValue));
        queue.TryAdd(QmpEvent.MoveBy(int.MaxValue, int.MinValue));
        Assert.Equal(
        [
            QmpEvent.MoveBy(7, -7), QmpEvent.Button(default, true), QmpEvent.MoveBy(1, 1), QmpEvent.Move(new(7, 7)),
            QmpEvent.MoveBy(QmpEvent.MaxWayPixels, -QmpEvent.MaxWayPixels),
        ], TakeAll());
    }

    [Fact]
    public void A_full_queue_gives_up_a_way_of_the_pointer_too()
    {
        queue.TryAdd(QmpEvent.MoveBy(1, 1));
        for (var i = 1; i < QmpEventQueue.Capacity; i++)
            Assert.True(queue.TryAdd(QmpEvent.Key(0x1E, true)));
        Assert.False(queue.TryAdd(QmpEvent.MoveBy(1, 1)));
        Assert.True(queue.TryAdd(QmpEvent.Key(0x1F, true)));
        Assert.DoesNotContain(TakeAll(), each => each.IsMove);
    }

    List<QmpEvent> TakeAll()
    {
        List<QmpEvent> taken = [];
        while (queue.TryTake(out var next))
            taken.Add(next);
        return taken;
    }
}
