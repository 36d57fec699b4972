namespace Parley.FunctionalTests.Security;

/// <summary>The service.</summary>
[ServiceBehavior(ConcurrencyMode = ConcurrencyMode.Multiple, AddressFilterMode = AddressFilterMode.Any)]
internal sealed class Bank : IBank
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, TaskCompletionSource> _notified = new();
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _echoed = new();

    public static Task NotifiedAsync(string text) => Source(text).Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    /// <summary>How often a text was echoed.</summary>
    public static int TimesEchoed(string text) => _echoed.GetValueOrDefault(text);

    public Task<string> EchoAsync(string text)
    {
        _echoed.AddOrUpdate(text, 1, static (_, times) => times + 1);
        return Task.FromResult(text);
    }

    public Task<string> WhoAsync()
    {
        var identity = ServiceSecurityContext.Current!.PrimaryIdentity;
        return Task.FromResult($"{identity.Name}|{identity.AuthenticationType}");
    }

    public Task<string> FailAsync(string reason) => throw new FaultException<string>("detail of " + reason, new FaultReason(reason), new FaultCode("Sender"), null);

    public Task NotifyAsync(string text)
    {
        Source(text).TrySetResult();
        return Task.CompletedTask;
    }

    private static TaskCompletionSource Source(string text) => _notified.GetOrAdd(text, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
