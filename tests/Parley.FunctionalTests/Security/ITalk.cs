namespace Parley.FunctionalTests.Security;

/// <summary>A service that asks back before it answers.</summary>
[ServiceContract(Namespace = "urn:talk", CallbackContract = typeof(ITalkBack), SessionMode = SessionMode.Required)]
internal interface ITalk
{
    [OperationContract]
    Task<string> AskAsync(string text);
}

/// <summary>The client, as the service sees it.</summary>
internal interface ITalkBack
{
    [OperationContract]
    Task<string> AnswerAsync(string text);
}

[ServiceBehavior(ConcurrencyMode = ConcurrencyMode.Reentrant)]
internal sealed class Talk : ITalk
{
    public async Task<string> AskAsync(string text) => "asked: " + await OperationContext.Current!.GetCallbackChannel<ITalkBack>().AnswerAsync(text);
}

/// <summary>Answers at once, but for what begins with "wait", which it answers when it is told.</summary>
[CallbackBehavior(ConcurrencyMode = ConcurrencyMode.Multiple)]
internal sealed class TalkBack(int waiting) : ITalkBack
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    /// <summary>Done when all that have to wait do.</summary>
    public Task AllWait => _all.Task;

    public void Go() => _go.SetResult();

    public async Task<string> AnswerAsync(string text)
    {
        if (text.StartsWith("wait", StringComparison.Ordinal))
        {
            if (Interlocked.Increment(ref _waiting) == waiting)
            {
                _all.SetResult();
            }

            await _go.Task;
        }

        return text;
    }
}
