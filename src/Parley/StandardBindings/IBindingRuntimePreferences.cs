namespace Parley.Channels;

/// <summary>What a binding asks of the runtime. WCF documentation: IBindingRuntimePreferences.</summary>
public interface IBindingRuntimePreferences
{
    /// <summary>Whether requests are better received by a waiting thread. Receiving is asynchronous here in any case.</summary>
    bool ReceiveSynchronously { get; }
}
