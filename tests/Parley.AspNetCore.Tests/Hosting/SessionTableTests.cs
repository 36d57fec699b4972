namespace Parley.AspNetCore.Tests.Hosting;

public class SessionTableTests
{
    private static readonly string[] _bindings = ["tcp", "tcp streamed", "basic", "ws"];

    public static TheoryData<SessionMode, InstanceContextMode, string> Everything
    {
        get
        {
            var rows = new TheoryData<SessionMode, InstanceContextMode, string>();
            foreach (var session in Enum.GetValues<SessionMode>())
            {
                foreach (var instance in Enum.GetValues<InstanceContextMode>())
                {
                    foreach (var binding in _bindings)
                    {
                        rows.Add(session, instance, binding);
                    }
                }
            }

            return rows;
        }
    }

    [ServiceContract(SessionMode = SessionMode.Allowed)]
    public interface IAllowed
    {
        [OperationContract]
        string Next();
    }

    [ServiceContract(SessionMode = SessionMode.Required)]
    public interface IRequired
    {
        [OperationContract]
        string Next();
    }

    [ServiceContract(SessionMode = SessionMode.NotAllowed)]
    public interface INotAllowed
    {
        [OperationContract]
        string Next();
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public Task Scenario_27_every_session_mode_instance_mode_and_binding_works_or_is_refused_at_open_as_the_table_says(
        SessionMode session, InstanceContextMode instance, string binding) =>
        session switch
        {
            SessionMode.Allowed => CheckAsync<IAllowed>(session, instance, binding, c => c.Next()),
            SessionMode.Required => CheckAsync<IRequired>(session, instance, binding, c => c.Next()),
            _ => CheckAsync<INotAllowed>(session, instance, binding, c => c.Next()),
        };

    private static async Task CheckAsync<TContract>(SessionMode session, InstanceContextMode instance, string binding, Func<TContract, string> next)
        where TContract : class
    {
        var type = instance switch
        {
            InstanceContextMode.PerCall => typeof(PerCall),
            InstanceContextMode.PerSession => typeof(PerSession),
            _ => typeof(Single),
        };
        var hasSession = binding == "tcp";
        if ((session == SessionMode.Required && !hasSession) || (session == SessionMode.NotAllowed && hasSession))
        {
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
                () => Served<TContract>.OpenAsync(type, () => Bindings.Of(binding)));
            Assert.Contains(typeof(TContract).Name, refusal.Message, StringComparison.Ordinal);
            Assert.Contains("SessionMode", refusal.Message, StringComparison.Ordinal);
            return;
        }

        await using var served = await Served<TContract>.OpenAsync(type, () => Bindings.Of(binding));
        var first = served.Client();
        var second = served.Client();
        string[] answers = [next(first), next(first), next(second)];
        var id = hasSession ? "session" : "none";
        string[] expected = instance switch
        {
            InstanceContextMode.Single => [$"1 {id}", $"2 {id}", $"3 {id}"],
            InstanceContextMode.PerSession when hasSession => [$"1 {id}", $"2 {id}", $"1 {id}"],
            _ => [$"1 {id}", $"1 {id}", $"1 {id}"],
        };
        Assert.Equal(expected, answers);
        await ((IClientChannel)(object)first).CloseAsync();
        await ((IClientChannel)(object)second).CloseAsync();
    }

    public abstract class Counter : IAllowed, IRequired, INotAllowed
    {
        private int _count;

        public string Next() => $"{++_count} {(OperationContext.Current!.SessionId is null ? "none" : "session")}";
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerCall)]
    public sealed class PerCall : Counter;

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
    public sealed class PerSession : Counter;

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    public sealed class Single : Counter;
}
