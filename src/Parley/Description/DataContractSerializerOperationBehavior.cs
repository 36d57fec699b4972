using System.Runtime.Serialization;
using System.Xml;
using Parley.Channels;
using Parley.Dispatcher;
using Parley.Formatting;

namespace Parley.Description;

/// <summary>Has the data contract serializer write and read an operation's messages. Every operation without
/// <see cref="XmlSerializerFormatAttribute"/> has this behavior. Primitive types are written in the same form without the serializer,
/// unless the operation has a class of its own that derives from this one. Source: WCF documentation, DataContractSerializerOperationBehavior.</summary>
public class DataContractSerializerOperationBehavior : IOperationBehavior
{
    /// <summary>Creates the behavior with document style.</summary>
    /// <param name="operation">The operation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="operation"/> is null.</exception>
    public DataContractSerializerOperationBehavior(OperationDescription operation)
        : this(operation, null)
    {
    }

    /// <summary>Creates the behavior.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="dataContractFormatAttribute">The style; null for document style.</param>
    /// <exception cref="ArgumentNullException"><paramref name="operation"/> is null.</exception>
    public DataContractSerializerOperationBehavior(OperationDescription operation, DataContractFormatAttribute? dataContractFormatAttribute)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Operation = operation;
        DataContractFormatAttribute = dataContractFormatAttribute ?? new DataContractFormatAttribute();
    }

    /// <summary>The style of the operation's messages.</summary>
    public DataContractFormatAttribute DataContractFormatAttribute { get; }

    /// <summary>How many objects one message may hold, in items. The default is <see cref="int.MaxValue"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxItemsInObjectGraph
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MaxItemsInObjectGraph));
            field = value;
        }
    } = int.MaxValue;

    /// <summary>Whether what a data contract does not know is dropped instead of kept for the way back. The default is false.</summary>
    public bool IgnoreExtensionDataObject { get; set; }

    /// <summary>Maps between types and <c>xsi:type</c> names. The default is null: known types alone.</summary>
    public DataContractResolver? DataContractResolver { get; set; }

    /// <summary>Replaces types by others when they are serialized. The default is null: none.</summary>
    public ISerializationSurrogateProvider? SerializationSurrogateProvider { get; set; }

    internal OperationDescription Operation { get; }

    /// <summary>Whether primitive types can go without the serializer: nobody can have changed how they are written.</summary>
    internal bool AllowsPrimitives =>
        GetType() == typeof(DataContractSerializerOperationBehavior) && SerializationSurrogateProvider is null;

    /// <summary>Makes the serializer of an element.</summary>
    /// <param name="type">The type of the value.</param>
    /// <param name="name">The element's name.</param>
    /// <param name="ns">The element's namespace.</param>
    /// <param name="knownTypes">The operation's known types.</param>
    /// <returns>A new serializer.</returns>
    public virtual XmlObjectSerializer CreateSerializer(Type type, string name, string ns, IList<Type>? knownTypes) =>
        CreateSerializer(type, Dictionary(name), Dictionary(ns), knownTypes);

    /// <summary>Makes the serializer of an element.</summary>
    /// <param name="type">The type of the value.</param>
    /// <param name="name">The element's name.</param>
    /// <param name="ns">The element's namespace.</param>
    /// <param name="knownTypes">The operation's known types.</param>
    /// <returns>A new serializer.</returns>
    public virtual XmlObjectSerializer CreateSerializer(Type type, XmlDictionaryString name, XmlDictionaryString ns, IList<Type>? knownTypes) =>
        WithSurrogates(new DataContractSerializer(type, new DataContractSerializerSettings
        {
            RootName = name,
            RootNamespace = ns,
            KnownTypes = knownTypes,
            MaxItemsInObjectGraph = MaxItemsInObjectGraph,
            IgnoreExtensionDataObject = IgnoreExtensionDataObject,
            DataContractResolver = DataContractResolver,
        }));

    void IOperationBehavior.Validate(OperationDescription operationDescription)
    {
    }

    void IOperationBehavior.AddBindingParameters(OperationDescription operationDescription, BindingParameterCollection bindingParameters)
    {
    }

    void IOperationBehavior.ApplyDispatchBehavior(OperationDescription operationDescription, DispatchOperation dispatchOperation)
    {
        ArgumentNullException.ThrowIfNull(operationDescription);
        ArgumentNullException.ThrowIfNull(dispatchOperation);
        dispatchOperation.Formatter ??= CreateFormatter(operationDescription);
    }

    void IOperationBehavior.ApplyClientBehavior(OperationDescription operationDescription, ClientOperation clientOperation)
    {
        ArgumentNullException.ThrowIfNull(operationDescription);
        ArgumentNullException.ThrowIfNull(clientOperation);
        clientOperation.Formatter ??= CreateFormatter(operationDescription);
    }

    /// <summary>Gives the settings of a service or of a callback object to the operations of a contract; the stricter one counts.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="maxItems">How many objects one message may hold.</param>
    /// <param name="ignoreExtensionData">Whether what a data contract does not know is dropped.</param>
    /// <param name="onlyCallbacks">Whether the settings concern the callback operations alone.</param>
    internal static void Restrict(ContractDescription contract, int maxItems, bool ignoreExtensionData, bool onlyCallbacks)
    {
        foreach (var operation in contract.Operations)
        {
            if ((operation.IsServerInitiated || !onlyCallbacks) && operation.Behaviors.Find<DataContractSerializerOperationBehavior>() is { } behavior)
            {
                behavior.MaxItemsInObjectGraph = Math.Min(behavior.MaxItemsInObjectGraph, maxItems);
                behavior.IgnoreExtensionDataObject |= ignoreExtensionData;
            }
        }
    }

    internal OperationFormatter CreateFormatter(OperationDescription operation) =>
        new(operation, new DataContractMessageFormats(operation, this));

    private static XmlDictionaryString Dictionary(string value) => new XmlDictionary(1).Add(value);

    private DataContractSerializer WithSurrogates(DataContractSerializer serializer)
    {
        if (SerializationSurrogateProvider is { } surrogates)
        {
            serializer.SetSerializationSurrogateProvider(surrogates);
        }

        return serializer;
    }
}
