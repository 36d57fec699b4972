using Parley.Channels;

namespace Parley.Description;

/// <summary>Which channel shapes a contract can use, the best first. A client takes the first one that its binding builds; a service
/// the first one that its binding builds and that all contracts at one address can use.
/// Source: WCF documentation, Using Sessions and Choosing a Message Exchange Pattern.</summary>
internal static class ChannelShapeSelection
{
    private static readonly Type[] s_clientOrder =
    [
        typeof(IOutputChannel), typeof(IOutputSessionChannel), typeof(IRequestChannel),
        typeof(IRequestSessionChannel), typeof(IDuplexChannel), typeof(IDuplexSessionChannel),
    ];

    private static readonly Type[] s_clientOrderWithoutOperations =
    [
        typeof(IOutputSessionChannel), typeof(IOutputChannel), typeof(IRequestSessionChannel),
        typeof(IRequestChannel), typeof(IDuplexChannel), typeof(IDuplexSessionChannel),
    ];

    private static readonly (Type Client, Type Listener)[] s_halves =
    [
        (typeof(IOutputChannel), typeof(IInputChannel)),
        (typeof(IOutputSessionChannel), typeof(IInputSessionChannel)),
        (typeof(IRequestChannel), typeof(IReplyChannel)),
        (typeof(IRequestSessionChannel), typeof(IReplySessionChannel)),
        (typeof(IDuplexChannel), typeof(IDuplexChannel)),
        (typeof(IDuplexSessionChannel), typeof(IDuplexSessionChannel)),
    ];

    /// <summary>The shape that a client of an endpoint uses.</summary>
    /// <exception cref="InvalidOperationException">The binding builds none that the contract can use; the message says what is missing.</exception>
    /// <exception cref="NotSupportedException">The binding asks for what the library cannot do.</exception>
    internal static Type ForClient(ServiceEndpoint endpoint, BindingParameterCollection parameters)
    {
        var binding = endpoint.Binding!;
        binding.ThrowIfUnsupported();
        bool CanBuild(Type shape) => ChannelShapes.CanBuildFactory(binding, shape, parameters);
        return ClientShapes(endpoint.Contract).FirstOrDefault(CanBuild)
            ?? ClientAdaptations(endpoint.Contract).FirstOrDefault(CanBuild)
            ?? throw endpoint.Refuse(ExplainSecureSession([endpoint.Contract], binding) ?? ExplainClient(endpoint.Contract, binding.Name, CanBuild));
    }

    /// <summary>The shape that a service listens for when it offers some contracts at one address with one binding.</summary>
    /// <exception cref="InvalidOperationException">The binding builds none that all contracts can use; the message says what is missing.</exception>
    /// <exception cref="NotSupportedException">The binding asks for what the library cannot do.</exception>
    internal static Type ForListener(
        Uri listenUri, Binding binding, IReadOnlyCollection<ContractDescription> contracts, BindingParameterCollection parameters)
    {
        RefuseConflict(listenUri, contracts);
        binding.ThrowIfUnsupported();
        bool CanBuild(Type shape) => ChannelShapes.CanBuildListener(binding, shape, parameters);
        return ListenerShapes(contracts).FirstOrDefault(CanBuild)
            ?? ListenerAdaptations(contracts).FirstOrDefault(CanBuild)
            ?? throw ExplainSecureSession(contracts, binding) ?? ExplainListener(contracts, binding.Name, CanBuild);
    }

    /// <summary>The shapes that a client of the contract can use, the best first.</summary>
    internal static IReadOnlyList<Type> ClientShapes(ContractDescription contract)
    {
        var order = contract.Operations.Count == 0 ? s_clientOrderWithoutOperations : s_clientOrder;
        return [.. order.Where(shape => Suits(shape, contract))];
    }

    /// <summary>The shapes with a session that a client can use as if they had none, when no shape of <see cref="ClientShapes"/> is there.
    /// Empty unless the contract refuses sessions.</summary>
    internal static IReadOnlyList<Type> ClientAdaptations(ContractDescription contract) =>
        contract.SessionMode == SessionMode.NotAllowed
            ? [.. new[] { typeof(IOutputSessionChannel), typeof(IRequestSessionChannel) }.Where(shape => SuitsExchange(shape, contract))]
            : [];

    /// <summary>The shapes that a service can listen for when it offers some contracts at one address, the best first.</summary>
    internal static IReadOnlyList<Type> ListenerShapes(IReadOnlyCollection<ContractDescription> contracts) =>
        [.. s_halves.Where(half => contracts.All(c => Suits(half.Client, c))).Select(half => half.Listener)];

    /// <summary>The shapes with a session that a service can listen for as if they had none, when no shape of <see cref="ListenerShapes"/> is there.
    /// Empty unless all contracts do without a session and one refuses it.</summary>
    internal static IReadOnlyList<Type> ListenerAdaptations(IReadOnlyCollection<ContractDescription> contracts) =>
        contracts.Any(c => c.SessionMode == SessionMode.NotAllowed) && contracts.All(c => c.SessionMode != SessionMode.Required)
            ? [.. new[] { typeof(IOutputSessionChannel), typeof(IRequestSessionChannel) }
                .Where(shape => contracts.All(c => SuitsExchange(shape, c))).Select(ListenerHalf)]
            : [];

    /// <summary>The shape at the service that talks to a client's shape.</summary>
    internal static Type ListenerHalf(Type clientShape) => Array.Find(s_halves, half => half.Client == clientShape).Listener;

    /// <summary>Whether channels of the shape carry a session.</summary>
    internal static bool HasSession(Type shape) =>
        shape == typeof(IOutputSessionChannel) || shape == typeof(IInputSessionChannel) || shape == typeof(IRequestSessionChannel)
        || shape == typeof(IReplySessionChannel) || shape == typeof(IDuplexSessionChannel);

    /// <summary>Refuses contracts at one address that can share no listener because one needs a session and another refuses it.</summary>
    /// <exception cref="InvalidOperationException">There are such contracts.</exception>
    internal static void RefuseConflict(Uri listenUri, IReadOnlyCollection<ContractDescription> contracts)
    {
        var required = contracts.FirstOrDefault(c => c.SessionMode == SessionMode.Required);
        var refused = contracts.FirstOrDefault(c => c.SessionMode == SessionMode.NotAllowed);
        if (required is not null && refused is not null)
        {
            throw new InvalidOperationException(
                $"The contracts '{required.Name}' (SessionMode.Required) and '{refused.Name}' (SessionMode.NotAllowed) listen at one address, '{listenUri}'. "
                + "Give their endpoints different addresses, or set SessionMode.Allowed on one of the contracts.");
        }
    }

    /// <summary>Says why a binding fits none of the shapes of a client's contract.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="binding">The binding's name.</param>
    /// <param name="canBuild">Whether the binding builds a channel factory of a shape.</param>
    internal static InvalidOperationException ExplainClient(ContractDescription contract, string binding, Func<Type, bool> canBuild) =>
        Explain(contract, binding, [.. s_clientOrder.Where(canBuild)]);

    /// <summary>Says why a binding fits none of the shapes of contracts that a service offers at one address.</summary>
    /// <param name="contracts">The contracts.</param>
    /// <param name="binding">The binding's name.</param>
    /// <param name="canBuild">Whether the binding builds a channel listener of a shape.</param>
    internal static InvalidOperationException ExplainListener(
        IReadOnlyCollection<ContractDescription> contracts, string binding, Func<Type, bool> canBuild)
    {
        var offered = s_halves.Where(half => canBuild(half.Listener)).Select(half => half.Client).ToArray();

        // The contract that fits nothing by itself is the one to talk about; else the contracts disagree with one another.
        var misfit = contracts.FirstOrDefault(c => !offered.Any(shape => Suits(shape, c))) ?? contracts.First();
        return Explain(misfit, binding, offered);
    }

    /// <summary>
    /// Says why a binding with a secure session fits none of the shapes of some contracts: its tokens carry their own state. Null for other bindings.
    /// </summary>
    private static InvalidOperationException? ExplainSecureSession(IReadOnlyCollection<ContractDescription> contracts, Binding binding)
    {
        if (binding.CreateBindingElements().Find<SecurityBindingElement>()?.SessionToken is not { RequireCancellation: false })
        {
            return null;
        }

        var contract = contracts.FirstOrDefault(c => c.IsDuplex) ?? contracts.FirstOrDefault(c => c.SessionMode == SessionMode.Required) ?? contracts.First();
        var reason = contract switch
        {
            { IsDuplex: true } => "it has a callback contract",
            { SessionMode: SessionMode.Required } => "it requires a session (SessionMode.Required)",
            _ => "the binding's transport has connections instead of requests and replies",
        };
        return new(
            $"The contract '{contract.Name}' cannot use the binding '{binding.Name}': {reason}, and the tokens of the binding's secure session carry their own state, so that the service keeps "
            + "nothing of a client between two requests. Set RequireCancellation of the binding's SecureConversationSecurityTokenParameters to true "
            + "(requireSecurityContextCancellation in configuration): the service keeps the session then.");
    }

    private static bool Suits(Type clientShape, ContractDescription contract) =>
        SuitsExchange(clientShape, contract) && contract.SessionMode switch
        {
            SessionMode.Required => HasSession(clientShape),
            SessionMode.NotAllowed => !HasSession(clientShape),
            _ => true,
        };

    private static bool SuitsExchange(Type clientShape, ContractDescription contract)
    {
        if (contract.IsDuplex)
        {
            return IsDuplex(clientShape);
        }

        var isOneWayShape = clientShape == typeof(IOutputChannel) || clientShape == typeof(IOutputSessionChannel);
        return !isOneWayShape || contract.Operations.All(o => o.IsOneWay);
    }

    private static bool IsDuplex(Type shape) => shape == typeof(IDuplexChannel) || shape == typeof(IDuplexSessionChannel);

    private static InvalidOperationException Explain(ContractDescription contract, string binding, Type[] offered)
    {
        var head = $"The contract '{contract.Name}' cannot use the binding '{binding}': ";
        bool Offers(params Type[] shapes) => offered.Intersect(shapes).Any();

        if (contract.Operations.Any(o => o.IsOneWay) && offered.Length == 0)
        {
            return new(head + "it has one-way operations, which the binding cannot carry. Use another binding, for example NetTcpBinding or BasicHttpBinding.");
        }

        if (contract.Operations.Any(o => !o.IsOneWay)
            && !Offers(typeof(IRequestChannel), typeof(IRequestSessionChannel), typeof(IDuplexChannel), typeof(IDuplexSessionChannel)))
        {
            return new(head + "it has operations with a reply, and the binding sends one way only. Use a binding with replies, or set IsOneWay = true on all operations.");
        }

        if (contract.IsDuplex && !Offers(typeof(IDuplexChannel), typeof(IDuplexSessionChannel)))
        {
            return new(head + "it has a callback contract, and the binding carries no calls from the service to the client. Use a duplex binding: "
                + "NetTcpBinding (TransferMode.Buffered), or WSDualHttpBinding over HTTP; or take CallbackContract off the contract.");
        }

        if (contract.SessionMode == SessionMode.Required && !offered.Any(HasSession))
        {
            return new(head + "it requires a session (SessionMode.Required), which the binding or its settings do not give. Use a binding with sessions: "
                + "NetTcpBinding (TransferMode.Buffered), WSHttpBinding or WS2007HttpBinding with ReliableSession.Enabled = true, or WSDualHttpBinding; or set SessionMode.Allowed on the contract.");
        }

        if (contract.SessionMode == SessionMode.NotAllowed && offered.Length > 0 && offered.All(HasSession))
        {
            return new(head + "it does not allow a session (SessionMode.NotAllowed), and all channels of the binding have one. Use a binding without sessions, for example "
                + "BasicHttpBinding, or set SessionMode.Allowed on the contract.");
        }

        return new(head + (offered.Length == 0
            ? "the binding builds no channels. Check its binding elements."
            : $"the binding builds {string.Join(", ", offered.Select(s => s.Name))}, and the contract (SessionMode.{contract.SessionMode}) needs one of "
                + $"{string.Join(", ", ClientShapes(contract).Select(s => s.Name))}. Change the contract's SessionMode or operations, or use another binding."));
    }
}
