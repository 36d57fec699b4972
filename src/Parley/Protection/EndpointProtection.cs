using System.Net.Security;
using System.Xml;
using Parley.Channels;
using Parley.Description;
using Parley.ReliableMessaging;

namespace Parley.Security;

/// <summary>
/// What of an endpoint's messages is protected, and whether its binding can do what the contract asks for. WCF documentation: Understanding
/// Protection Level; ISecurityCapabilities.
/// </summary>
internal static class EndpointProtection
{
    /// <summary>
    /// Gives the elements of an endpoint's binding what its messages need: what the contract asks for, and what the protocols above message
    /// security do. Endpoints at one address share a binding, so they add to what is there.
    /// </summary>
    /// <exception cref="InvalidOperationException">The binding gives less than the contract asks for.</exception>
    internal static void AddTo(BindingParameterCollection parameters, ServiceEndpoint endpoint)
    {
        if (endpoint.Binding is not { } binding)
        {
            return;
        }

        // What cannot be built at all says so itself, and better.
        var elements = binding.CreateBindingElements();
        if (elements.OfType<IUnsupportedBindingElement>().Any())
        {
            return;
        }

        Check(endpoint, binding);
        if (elements.Find<SecurityBindingElement>() is not { } security)
        {
            return;
        }

        if (parameters.Find<ChannelProtectionRequirements>() is not { } requirements)
        {
            requirements = new ChannelProtectionRequirements();
            parameters.Add(requirements);
        }

        ContractProtection.AddTo(requirements, endpoint.Contract, security.DefaultRequestProtection, security.DefaultResponseProtection);
        if (binding.MessageVersion?.Addressing is { } addressing && addressing != AddressingVersion.None)
        {
            AddSigned(requirements, ChannelProtectionRequirements.AddressingHeaders(addressing));
        }

        if (elements.Find<ReliableSessionBindingElement>() is { } reliable)
        {
            AddReliableMessages(requirements, reliable);
        }
    }

    /// <summary>Headers of reliable sessions are signed in every message, and bodies of its own messages signed, not encrypted: they say nothing of the application.</summary>
    private static void AddReliableMessages(ChannelProtectionRequirements requirements, ReliableSessionBindingElement reliable)
    {
        var wsrm = Wsrm.Of(reliable.ReliableMessagingVersion == ReliableMessagingVersion.WSReliableMessaging11 ? ReliableVersion.V11 : ReliableVersion.February2005);
        AddSigned(requirements, new MessagePartSpecification(new XmlQualifiedName(string.Empty, wsrm.Namespace.Value)));
        foreach (var action in wsrm.Actions)
        {
            foreach (var signed in new[] { requirements.IncomingSignatureParts, requirements.OutgoingSignatureParts })
            {
                signed.AddParts(new MessagePartSpecification(isBodyIncluded: true), action);
            }

            foreach (var encrypted in new[] { requirements.IncomingEncryptionParts, requirements.OutgoingEncryptionParts })
            {
                encrypted.AddParts(MessagePartSpecification.NoParts, action);
            }
        }
    }

    private static void AddSigned(ChannelProtectionRequirements requirements, MessagePartSpecification headers)
    {
        requirements.IncomingSignatureParts.AddParts(headers);
        requirements.OutgoingSignatureParts.AddParts(headers);
    }

    private static void Check(ServiceEndpoint endpoint, Binding binding)
    {
        var contract = endpoint.Contract;
        ISecurityCapabilities? capabilities = null;
        foreach (var operation in contract.Operations)
        {
            var inherited = ContractProtection.LevelOf(contract, operation);
            foreach (var message in operation.Messages)
            {
                Check(Highest(message, inherited), ContractProtection.IsIncoming(operation, message), operation);
            }

            foreach (var fault in operation.Faults)
            {
                Check(fault.HasProtectionLevel ? fault.ProtectionLevel : inherited ?? ProtectionLevel.None, operation.IsServerInitiated, operation);
            }
        }

        void Check(ProtectionLevel wanted, bool isFromClient, OperationDescription operation)
        {
            if (wanted == ProtectionLevel.None)
            {
                return;
            }

            capabilities ??= binding.GetProperty<ISecurityCapabilities>([]) ?? SecurityCapabilities.None;
            var given = isFromClient ? capabilities.SupportedRequestProtectionLevel : capabilities.SupportedResponseProtectionLevel;
            if (given < wanted)
            {
                throw new InvalidOperationException(
                    $"The endpoint '{endpoint.Name}' cannot be used: the operation '{operation.Name}' of the contract '{contract.Name}' asks for ProtectionLevel.{wanted} of its "
                    + $"{(isFromClient ? "messages to the service" : "messages to the client")}, and the binding '{binding.Name}' gives ProtectionLevel.{given}. "
                    + "Set the binding's Security.Mode to Transport, Message or TransportWithMessageCredential, or lower the ProtectionLevel.");
            }
        }
    }

    /// <summary>The highest level that is set for a message or a part of it; None when nothing is set.</summary>
    private static ProtectionLevel Highest(MessageDescription message, ProtectionLevel? inherited)
    {
        var level = message.HasProtectionLevel ? message.ProtectionLevel : inherited ?? ProtectionLevel.None;
        IEnumerable<MessagePartDescription> parts = [.. message.Headers, .. message.Body.Parts];
        if (message.Body.ReturnValue is { } result)
        {
            parts = parts.Append(result);
        }

        return parts.Where(part => part.HasProtectionLevel).Select(part => part.ProtectionLevel).Append(level).Max();
    }
}
