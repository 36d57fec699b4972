using Parley.AspNetCore.Tests.Hosting;
using Parley.Channels;
using Parley.IdentityModel.Selectors;
using Parley.Security;

namespace Parley.AspNetCore.Tests.Security;

/// <summary>What a service refuses in secure sessions, and what its clients are told.</summary>
public sealed class SessionLimitsTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http")]
    [InlineData("tcp")]
    public async Task A_validator_says_by_a_fault_what_a_client_that_asks_for_a_token_is_told(string transport)
    {
        await using var world = await SessionWorld.StartAsync(() => SessionWorld.Binding(transport, "user"), configure: host =>
            host.Credentials.UserNameAuthentication.CustomUserNamePasswordValidator = new Telling());
        var honest = world.Open();
        Assert.Equal("alice", honest.WhoAmI());
        world.Factory.Credentials!.UserName.UserName = "bob";
        var exception = Assert.Throws<MessageSecurityException>(() => world.Open());
        var fault = Assert.IsType<FaultException>(exception.InnerException, exactMatch: false);
        Assert.Equal("Locked until Monday.", fault.Message);
        Assert.Equal("Locked", fault.Code.SubCode!.Name);
        Assert.Contains(world.Log.Entries, entry => entry.Text.Contains("The validator refused the user name and password. FaultException: Locked until Monday.", StringComparison.Ordinal));
        world.Factory.Credentials.UserName.UserName = "carol";
        exception = Assert.Throws<MessageSecurityException>(() => world.Open());
        Assert.Equal("FailedAuthentication", Assert.IsType<FaultException>(exception.InnerException, exactMatch: false).Code.SubCode!.Name);
        Assert.DoesNotContain("carol is not known", exception.ToString(), StringComparison.Ordinal);
        Assert.Contains(world.Log.Entries, entry => entry.Text.Contains("InvalidOperationException: carol is not known", StringComparison.Ordinal));
        SessionWorld.Close(honest);
    }

    [Fact]
    public async Task More_requests_of_a_session_than_may_wait_are_refused_with_the_setting_and_the_session_goes_on()
    {
        var desk = new Desk();
        await using var world = await SessionWorld.StartAsync(
            () => SessionWorld.Binding("http", "user", element => element.LocalServiceSettings.MaxPendingRequests = 2), desk);
        var client = world.Open();
        Assert.Equal("hello", client.Echo("hello"));
        var first = Task.Run(() => client.Count(), Cancelled);
        await desk.Entered.Task.WaitAsync(_guard, Cancelled);
        var others = Enumerable.Range(0, 8).Select(_ => Task.Run(() => client.Count(), Cancelled)).ToArray();

        // One runs, two wait, and one may be between: of nine some are refused, whatever comes first.
        var refused = await Task.WhenAny(others).WaitAsync(_guard, Cancelled);
        var exception = await Assert.ThrowsAsync<ServerTooBusyException>(() => refused);
        Assert.Contains("LocalServiceSettings.MaxPendingRequests", exception.Message, StringComparison.Ordinal);
        Assert.Contains("of this security session", Assert.IsType<FaultException>(exception.InnerException, exactMatch: false).Message, StringComparison.Ordinal);
        desk.Go.SetResult();
        await first.WaitAsync(_guard, Cancelled);
        foreach (var other in others)
        {
            try
            {
                await other.WaitAsync(_guard, Cancelled);
            }
            catch (ServerTooBusyException)
            {
            }
        }

        Assert.Equal("hello", client.Echo("hello"));
        Assert.Contains(world.Log.Entries, entry => entry.Text.Contains("MaxPendingRequests", StringComparison.Ordinal));
        SessionWorld.Close(client);
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Single)]
    private sealed class Desk : ISafe
    {
        private int _count;

        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Echo(string text) => text;

        public string WhoAmI() => string.Empty;

        public int Count()
        {
            Entered.TrySetResult();
            Go.Task.Wait(_guard, Cancelled);
            return ++_count;
        }

        public void Note(string text)
        {
        }

        public string Fail() => string.Empty;
    }

    private sealed class Telling : UserNamePasswordValidator
    {
        public override void Validate(string userName, string password)
        {
            if (userName == "bob")
            {
                throw new FaultException("Locked until Monday.", new FaultCode("Sender", new FaultCode("Locked", "urn:bank")));
            }

            if (userName != "alice")
            {
                throw new InvalidOperationException($"{userName} is not known");
            }
        }
    }
}
