using System.Collections.ObjectModel;

namespace Parley.Dispatcher;

/// <summary>
/// How a client, or a service's callback channel, does the operations of a contract. Behaviours change it before the channel
/// factory opens; later changes have no effect. WCF documentation: ClientRuntime.
/// </summary>
public sealed class ClientRuntime
{
    private int _maxFaultSize = 65536;

    internal ClientRuntime(string contractName, string contractNamespace)
    {
        ContractName = contractName;
        ContractNamespace = contractNamespace;
    }

    /// <summary>How the callbacks of the service become calls of the client's callback object.</summary>
    public DispatchRuntime CallbackDispatchRuntime => field ??= new DispatchRuntime(this);

    /// <summary>The interface whose calls the callback side of the channel takes; null when the contract has no callback.</summary>
    public Type? CallbackClientType { get; set; }

    /// <summary>Told of each new channel, in order.</summary>
    public Collection<IChannelInitializer> ChannelInitializers { get; } = [];

    /// <summary>The interface of the contract.</summary>
    public Type? ContractClientType { get; set; }

    /// <summary>The contract's name.</summary>
    public string ContractName { get; }

    /// <summary>The contract's XML namespace.</summary>
    public string ContractNamespace { get; }

    /// <summary>Whether the caller writes all addressing headers, and the channel adds none. Default: as the transport has it.</summary>
    public bool ManualAddressing { get; set; }

    /// <summary>The largest fault that is read, in bytes. 1 or more; default 65536.</summary>
    public int MaxFaultSize
    {
        get => _maxFaultSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxFaultSize = value;
        }
    }

    /// <summary>The inspectors of messages, in the order in which they see a request; replies pass them in reverse.</summary>
    public Collection<IClientMessageInspector> MessageInspectors { get; } = [];

    /// <summary>The same as <see cref="MessageInspectors"/>.</summary>
    public ICollection<IClientMessageInspector> ClientMessageInspectors => MessageInspectors;

    /// <summary>The operations, by name.</summary>
    public KeyedCollection<string, ClientOperation> Operations { get; } = new OperationCollection();

    /// <summary>The same as <see cref="Operations"/>.</summary>
    public ICollection<ClientOperation> ClientOperations => Operations;

    /// <summary>Chooses the operation of a call; null for the operation whose method is called.</summary>
    public IClientOperationSelector? OperationSelector { get; set; }

    /// <summary>Whether a reply with a header that must be understood, and that nobody understood, is refused. Default true.</summary>
    public bool ValidateMustUnderstand { get; set; } = true;

    /// <summary>The transport address to send to; null for the endpoint's address. <c>ClientViaBehavior</c> sets it.</summary>
    public Uri? Via { get; set; }

    private sealed class OperationCollection : KeyedCollection<string, ClientOperation>
    {
        public OperationCollection()
            : base(StringComparer.Ordinal, 8)
        {
        }

        protected override string GetKeyForItem(ClientOperation item) => item.Name;
    }
}
