using System.Collections.Concurrent;
using Parley;
using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Quickstart;

/// <summary>
/// A session over plain HTTP, which has none of its own: calls that carry the same conversation header share one instance.
/// (net.tcp needs nothing of the kind: its connection is the session.)
/// </summary>
public sealed class ConversationBehavior : IEndpointBehavior, IInstanceContextProvider
{
    private const string Name = "Conversation";
    private const string Namespace = "urn:parley:quickstart";

    private readonly ConcurrentDictionary<string, InstanceContext> _conversations = new(StringComparer.Ordinal);

    /// <summary>The address of a service, for one conversation: every message to it carries the header.</summary>
    public static EndpointAddress AddressFor(Uri service, string conversation) =>
        new(service, AddressHeader.CreateAddressHeader(Name, Namespace, conversation));

    /// <inheritdoc/>
    public InstanceContext? GetExistingInstanceContext(Message message, IContextChannel channel) =>
        _conversations.GetValueOrDefault(ConversationOf(message));

    /// <inheritdoc/>
    public void InitializeInstanceContext(InstanceContext instanceContext, Message message, IContextChannel channel)
    {
        var conversation = ConversationOf(message);
        _conversations[conversation] = instanceContext;
        instanceContext.Closed += (_, _) => _conversations.TryRemove(conversation, out _);
    }

    /// <inheritdoc/>
    /// <remarks>A conversation stays between its calls; it ends with the host.</remarks>
    public bool IsIdle(InstanceContext instanceContext) => false;

    /// <inheritdoc/>
    public void NotifyIdle(InstanceContextIdleCallback callback, InstanceContext instanceContext)
    {
    }

    /// <inheritdoc/>
    public void ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher endpointDispatcher) =>
        endpointDispatcher.DispatchRuntime.InstanceContextProvider = this;

    /// <inheritdoc/>
    public void ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime clientRuntime)
    {
    }

    /// <inheritdoc/>
    public void AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection bindingParameters)
    {
    }

    /// <inheritdoc/>
    public void Validate(ServiceEndpoint endpoint)
    {
    }

    private static string ConversationOf(Message message)
    {
        var index = message.Headers.FindHeader(Name, Namespace);
        return index >= 0
            ? message.Headers.GetHeader<string>(index) ?? string.Empty
            : throw new FaultException($"The message has no header '{Name}'.");
    }
}
