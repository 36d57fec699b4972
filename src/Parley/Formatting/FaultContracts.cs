using System.Runtime.Serialization;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley.Formatting;

/// <summary>The faults that an operation declares, for the runtimes of both sides.</summary>
internal static class FaultContracts
{
    /// <summary>The faults with a typed detail.</summary>
    internal static IEnumerable<FaultContractInfo> Of(OperationDescription operation)
    {
        var isXml = operation.Behaviors.Find<XmlSerializerOperationBehavior>() is { XmlSerializerFormatAttribute.SupportFaults: true };
        foreach (var fault in operation.Faults)
        {
            if (fault.DetailType is { } detail)
            {
                yield return new FaultContractInfo(fault.Action, detail, () => CreateSerializer(operation, fault, detail, isXml));
            }
        }
    }

    private static XmlObjectSerializer CreateSerializer(OperationDescription operation, FaultDescription fault, Type detail, bool isXml)
    {
        if (isXml)
        {
            return new XmlSerializerAdapter(detail, fault.ElementName, fault.Namespace);
        }

        var dictionary = operation.DeclaringContract.Dictionary;
        return fault.ElementName is null
            ? new DataContractSerializer(detail, operation.KnownTypes)
            : new DataContractSerializer(detail, dictionary.Add(fault.ElementName), dictionary.Add(fault.Namespace ?? string.Empty), operation.KnownTypes);
    }
}
