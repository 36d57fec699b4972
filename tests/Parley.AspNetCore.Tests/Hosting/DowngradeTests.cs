namespace Parley.AspNetCore.Tests.Hosting;

public class DowngradeTests
{
    [ServiceContract]
    public interface ICounter
    {
        [OperationContract]
        int Next();
    }

    [Fact]
    public async Task Scenario_31_a_session_that_was_asked_for_and_that_the_binding_does_not_give_is_told_once_at_start_up()
    {
        await using var served = await Served<ICounter>.OpenAsync(typeof(Asks), Bindings.Basic);
        var warning = Assert.Single(served.Log.Warnings);
        Assert.Contains("PerSession", warning, StringComparison.Ordinal);
        Assert.Contains("BasicHttpBinding", warning, StringComparison.Ordinal);
        Assert.Contains("ICounter", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scenario_31_with_a_session_or_without_the_wish_nothing_is_told()
    {
        await using var session = await Served<ICounter>.OpenAsync(typeof(Asks), Bindings.Tcp);
        Assert.Empty(session.Log.Warnings);
        await using var silent = await Served<ICounter>.OpenAsync(typeof(DoesNotAsk), Bindings.Basic);
        Assert.Empty(silent.Log.Warnings);
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
    public sealed class Asks : ICounter
    {
        public int Next() => 1;
    }

    public sealed class DoesNotAsk : ICounter
    {
        public int Next() => 1;
    }
}
