namespace Scanout.Tests.Actors.Kernel;

public sealed class AskTests : TestKit
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    IActorRef Echo() => Sys.ActorOf(Scripted.Of(actor => actor.OnAny(message => actor.Sender.Tell(message))));

    IActorRef Silent() => Sys.ActorOf(Scripted.Of(actor => actor.OnAny(_ => { })));

    [Fact]
    public async Task An_answer_completes_the_question() => Assert.Equal(17, await Echo().Ask<int>(17, Patience));

    [Fact]
    public async Task An_answer_may_be_of_a_type_below_the_one_asked_for() => Assert.Equal("x", await Echo().Ask<object>("x", Patience));

    [Fact]
    public async Task Questions_at_the_same_time_get_their_own_answers()
    {
        var echo = Echo();
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => echo.Ask<int>(number, Patience)));
        Assert.Equal(Enumerable.Range(0, 200), answers);
    }

    [Fact]
    public Task Without_an_answer_in_time_the_question_ends_with_a_timeout() =>
        Assert.ThrowsAsync<AskTimeoutException>(() => Silent().Ask<int>(0, TimeSpan.FromMilliseconds(20)));

    [Fact]
    public async Task A_dead_actor_does_not_answer()
    {
        var actor = Watch(Echo());
        Sys.Stop(actor);
        ExpectTerminated(actor);
        await Assert.ThrowsAsync<AskTimeoutException>(() => actor.Ask<int>(0, TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public async Task A_question_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var question = Silent().Ask<int>(0, cancellation.Token);
        Assert.False(question.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => question);
    }

    [Fact]
    public async Task An_answered_failure_is_thrown()
    {
        var thrown = await Assert.ThrowsAsync<ScriptedException>(() => Echo().Ask<int>(new Status.Failure(new ScriptedException("no")), Patience));
        Assert.Equal("no", thrown.Message);
    }

    [Fact]
    public Task An_answer_of_another_type_is_an_error() =>
        Assert.ThrowsAsync<ArgumentException>(() => Echo().Ask<int>("not a number", Patience));

    [Fact]
    public async Task An_answer_that_comes_too_late_is_a_dead_letter()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        IActorRef? asker = null;
        var actor = Sys.ActorOf(Scripted.Of(actor => actor.On<string>(_ => asker = actor.Sender)));
        await Assert.ThrowsAsync<AskTimeoutException>(() => actor.Ask<int>("question", TimeSpan.FromMilliseconds(20)));
        AwaitAssert(() => Assert.NotNull(asker));
        asker!.Tell(17);
        Assert.Equal(17, ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public async Task Only_the_first_answer_counts()
    {
        var actor = Sys.ActorOf(Scripted.Of(actor => actor.On<string>(_ =>
        {
            actor.Sender.Tell(1);
            actor.Sender.Tell(2);
        })));
        Assert.Equal(1, await actor.Ask<int>("question", Patience));
    }

    [Fact]
    public void An_actor_can_ask_another_and_go_on_with_the_answer()
    {
        var echo = Echo();
        Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.OnAsync<string>(async text =>
            {
                var sender = actor.Sender;
                sender.Tell(await echo.Ask<string>(text, Patience));
            });
        })).Tell("question");
        Assert.Equal("question", ExpectMsg<string>());
    }
}
