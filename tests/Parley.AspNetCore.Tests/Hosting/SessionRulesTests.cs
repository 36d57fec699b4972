namespace Parley.AspNetCore.Tests.Hosting;

public class SessionRulesTests
{
    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    public interface IBasket
    {
        [OperationContract]
        Task StartAsync();

        [OperationContract(IsInitiating = false)]
        Task<int> AddAsync();

        [OperationContract(IsInitiating = false, IsTerminating = true)]
        Task<int> CheckOutAsync();
    }

    /// <summary>The same contract as a client that does not keep its rules sees it.</summary>
    [ServiceContract(Name = "IBasket", Namespace = "urn:test", SessionMode = SessionMode.Required)]
    public interface IRudeBasket
    {
        [OperationContract]
        Task StartAsync();

        [OperationContract]
        Task<int> AddAsync();

        [OperationContract]
        Task<int> CheckOutAsync();
    }

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required, CallbackContract = typeof(IQuestions))]
    public interface IAsker
    {
        [OperationContract(IsTerminating = true)]
        Task<string> LeaveAsync();
    }

    public interface IQuestions
    {
        [OperationContract]
        Task<string> ReallyAsync();
    }

    [Fact]
    public async Task Scenario_28_a_non_initiating_operation_first_is_refused_at_the_client()
    {
        await using var served = await Served<IBasket>.OpenAsync(typeof(Basket), Bindings.Tcp);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => served.Client().AddAsync());
        Assert.Contains("IsInitiating", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scenario_28_a_non_initiating_operation_first_is_refused_at_the_service_as_an_unsupported_action()
    {
        await using var served = await Served<IBasket>.OpenAsync(typeof(Basket), Bindings.Tcp);
        await using var factory = new ChannelFactory<IRudeBasket>(Bindings.Tcp(), served.Endpoint.Address!);
        var rude = factory.CreateChannel();
        await Assert.ThrowsAsync<ActionNotSupportedException>(() => rude.AddAsync().Soon());

        // The session is as new: it may still start properly.
        await rude.StartAsync().Soon();
        Assert.Equal(1, await rude.AddAsync().Soon());
    }

    [Fact]
    public async Task Scenario_28_a_call_after_a_terminating_one_is_refused_at_the_client()
    {
        await using var served = await Served<IBasket>.OpenAsync(typeof(Basket), Bindings.Tcp);
        var basket = served.Client();
        await basket.StartAsync().Soon();
        await basket.AddAsync().Soon();
        Assert.Equal(1, await basket.CheckOutAsync().Soon());
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => basket.AddAsync().Soon());
    }

    [Fact]
    public async Task Scenario_28_a_message_after_a_terminating_one_is_not_dispatched_and_the_session_ends_after_the_close_timeout()
    {
        var clock = new ManualClock();
        await using var served = await Served<IBasket>.OpenAsync(typeof(Basket), Bindings.Tcp, host => host.Clock = clock);
        await using var factory = new ChannelFactory<IRudeBasket>(Bindings.Tcp(), served.Endpoint.Address!);
        var rude = factory.CreateChannel();
        await rude.StartAsync().Soon();
        Assert.Equal(0, await rude.CheckOutAsync().Soon());
        var late = rude.AddAsync();
        await clock.WaitForTimerAsync(served.Endpoint.Binding!.CloseTimeout).Soon();
        clock.Advance(served.Endpoint.Binding!.CloseTimeout);
        await Assert.ThrowsAnyAsync<CommunicationException>(() => late.Soon());
    }

    [Fact]
    public async Task Scenario_28_a_callback_in_flight_at_a_terminating_operation_gets_its_answer()
    {
        await using var served = await Served<IAsker>.OpenAsync(typeof(Asker), Bindings.Tcp);
        await using var factory = new DuplexChannelFactory<IAsker>(new InstanceContext(new Answers()), Bindings.Tcp(), served.Endpoint.Address!);
        Assert.Equal("really", await factory.CreateChannel().LeaveAsync().Soon());
    }

    [ServiceBehavior]
    public sealed class Basket : IBasket
    {
        private int _items;

        public Task StartAsync() => Task.CompletedTask;

        public Task<int> AddAsync() => Task.FromResult(++_items);

        public Task<int> CheckOutAsync() => Task.FromResult(_items);
    }

    [ServiceBehavior(ConcurrencyMode = ConcurrencyMode.Reentrant)]
    public sealed class Asker : IAsker
    {
        public Task<string> LeaveAsync() => OperationContext.Current!.GetCallbackChannel<IQuestions>().ReallyAsync();
    }

    private sealed class Answers : IQuestions
    {
        public async Task<string> ReallyAsync()
        {
            await Task.Yield();
            return "really";
        }
    }
}
