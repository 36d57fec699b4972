using System.Net.Security;
using System.Xml;
using Parley.Channels;
using Parley.Description;

namespace Parley.Security;

/// <summary>
/// Says which parts of a contract's messages are signed and encrypted. A level that is set counts for what is within: contract, operation,
/// message or fault, header or part of the body. What is not set at all is protected as far as the binding can. WCF documentation:
/// Understanding Protection Level.
/// </summary>
internal static class ContractProtection
{
    private const string AnyAction = "*";

    /// <summary>Adds what a contract asks for.</summary>
    /// <param name="requirements">Where it is added.</param>
    /// <param name="contract">The contract.</param>
    /// <param name="requestDefault">How far requests are protected where nothing is said.</param>
    /// <param name="responseDefault">How far replies are protected where nothing is said.</param>
    internal static void AddTo(
        ChannelProtectionRequirements requirements, ContractDescription contract, ProtectionLevel requestDefault, ProtectionLevel responseDefault)
    {
        foreach (var operation in contract.Operations)
        {
            Add(requirements, contract, operation, requestDefault, responseDefault);
        }

        // Faults that no operation declares, and messages whose action the contract does not have: they are as the contract's others.
        AddOthers(isIncoming: true, requestDefault);
        AddOthers(isIncoming: false, responseDefault);

        void AddOthers(bool isIncoming, ProtectionLevel level)
        {
            if (!contract.Operations.Any(operation => operation.Messages.Any(message => message.Action == AnyAction && IsIncoming(operation, message) == isIncoming)))
            {
                Add(requirements, isIncoming, AnyAction, Body(contract.HasProtectionLevel ? contract.ProtectionLevel : level));
            }
        }
    }

    /// <summary>The level that is set for an operation, by itself or by its contract; null when none is.</summary>
    internal static ProtectionLevel? LevelOf(ContractDescription contract, OperationDescription operation) =>
        operation.HasProtectionLevel ? operation.ProtectionLevel : contract.HasProtectionLevel ? contract.ProtectionLevel : null;

    /// <summary>Whether a message goes from the client to the service.</summary>
    internal static bool IsIncoming(OperationDescription operation, MessageDescription message) =>
        ReferenceEquals(message, operation.Request) != operation.IsServerInitiated;

    private static void Add(
        ChannelProtectionRequirements requirements,
        ContractDescription contract,
        OperationDescription operation,
        ProtectionLevel requestDefault,
        ProtectionLevel responseDefault)
    {
        var level = LevelOf(contract, operation);
        foreach (var message in operation.Messages)
        {
            var isIncoming = IsIncoming(operation, message);
            Add(requirements, isIncoming, message.Action, PartsOf(message, level ?? (isIncoming ? requestDefault : responseDefault)));
        }

        foreach (var fault in operation.Faults)
        {
            var isIncoming = operation.IsServerInitiated;
            var own = fault.HasProtectionLevel ? fault.ProtectionLevel : level;
            Add(requirements, isIncoming, fault.Action, Body(own ?? (isIncoming ? requestDefault : responseDefault)));
        }
    }

    private static void Add(ChannelProtectionRequirements requirements, bool isIncoming, string action, MessageParts parts)
    {
        (isIncoming ? requirements.IncomingSignatureParts : requirements.OutgoingSignatureParts).AddParts(parts.Signed, action);
        (isIncoming ? requirements.IncomingEncryptionParts : requirements.OutgoingEncryptionParts).AddParts(parts.Encrypted, action);
    }

    private static MessageParts Body(ProtectionLevel level) => PartsOf([], level, level);

    private static MessageParts PartsOf(MessageDescription message, ProtectionLevel inherited)
    {
        var level = message.HasProtectionLevel ? message.ProtectionLevel : inherited;
        return PartsOf(message.Headers, level, BodyLevel(message.Body, level));
    }

    /// <summary>The body is protected as a whole, as far as any of its parts asks for.</summary>
    private static ProtectionLevel BodyLevel(MessageBodyDescription body, ProtectionLevel inherited)
    {
        IEnumerable<MessagePartDescription> parts = body.ReturnValue is { } result ? body.Parts.Append(result) : body.Parts;
        return parts.Select(part => part.HasProtectionLevel ? part.ProtectionLevel : inherited).DefaultIfEmpty(inherited).Max();
    }

    private static MessageParts PartsOf(IEnumerable<MessageHeaderDescription> headers, ProtectionLevel inherited, ProtectionLevel body)
    {
        var signed = new MessagePartSpecification(isBodyIncluded: body != ProtectionLevel.None);
        var encrypted = new MessagePartSpecification(isBodyIncluded: body == ProtectionLevel.EncryptAndSign);
        foreach (var header in headers)
        {
            var name = new XmlQualifiedName(header.Name, header.Namespace);
            var level = header.HasProtectionLevel ? header.ProtectionLevel : inherited;
            if (level != ProtectionLevel.None)
            {
                signed.HeaderTypes.Add(name);
            }

            if (level == ProtectionLevel.EncryptAndSign)
            {
                encrypted.HeaderTypes.Add(name);
            }
        }

        return new MessageParts(signed, encrypted);
    }

    private readonly record struct MessageParts(MessagePartSpecification Signed, MessagePartSpecification Encrypted);
}
