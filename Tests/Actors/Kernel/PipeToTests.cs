namespace Scanout.Tests.Actors.Kernel;

public sealed class PipeToTests : TestKit
{
    [Fact]
    public async Task A_result_arrives_as_a_message()
    {
        var completion = new TaskCompletionSource<int>();
        var piped = completion.Task.PipeTo(TestActor);
        completion.SetResult(17);
        await piped;
        Assert.Equal(17, ExpectMsg<int>());
    }

    [Fact]
    public async Task A_result_is_mapped_and_sent_in_the_given_name()
    {
        var probe = CreateTestProbe();
        await Task.FromResult(17).PipeTo(TestActor, probe.Ref, number => $"number {number}");
        Assert.Equal("number 17", ExpectMsg<string>());
        Assert.Equal(probe.Ref, LastSender);
    }

    [Fact]
    public async Task A_failure_arrives_as_a_status()
    {
        await Task.FromException<int>(new ScriptedException("broken")).PipeTo(TestActor);
        Assert.Equal("broken", Assert.IsType<ScriptedException>(ExpectMsg<Status.Failure>().Cause).Message);
    }

    [Fact]
    public async Task A_failure_is_mapped()
    {
        await Task.FromException<int>(new ScriptedException("broken")).PipeTo(TestActor, failure: cause => cause.Message);
        Assert.Equal("broken", ExpectMsg<string>());
    }

    [Fact]
    public async Task What_the_mapping_throws_is_a_failure_too()
    {
        await Task.FromResult(17).PipeTo(TestActor, success: _ => throw new ScriptedException("mapping"));
        Assert.Equal("mapping", ExpectMsg<Status.Failure>().Cause.Message);
    }

    [Fact]
    public async Task A_cancelled_task_is_a_failure()
    {
        await Task.FromCanceled<int>(new CancellationToken(true)).PipeTo(TestActor);
        Assert.IsAssignableFrom<OperationCanceledException>(ExpectMsg<Status.Failure>().Cause);
    }

    [Fact]
    public async Task A_task_without_result_tells_its_end_only_if_asked_to()
    {
        await Task.CompletedTask.PipeTo(TestActor);
        await Task.CompletedTask.PipeTo(TestActor, success: () => "done");
        Assert.Equal("done", ExpectMsg<string>());
    }

    [Fact]
    public async Task A_task_without_result_tells_its_failure()
    {
        await Task.FromException(new ScriptedException("broken")).PipeTo(TestActor);
        Assert.Equal("broken", ExpectMsg<Status.Failure>().Cause.Message);
        await Task.FromException(new ScriptedException("broken")).PipeTo(TestActor, failure: cause => cause.Message);
        Assert.Equal("broken", ExpectMsg<string>());
    }

    [Fact]
    public void An_actor_gets_the_end_of_its_own_task_on_its_own_turn()
    {
        var completion = new TaskCompletionSource<int>();
        var actor = Sys.ActorOf(Scripted.Of(actor =>
        {
            actor.On<string>(_ => completion.Task.PipeTo(actor.Self));
            actor.On<int>(number => TestActor.Tell((number, Scripted.Context.Self)));
        }));
        actor.Tell("begin");
        completion.SetResult(17);
        Assert.Equal((17, actor), ExpectMsg<(int, IActorRef)>());
    }
}
