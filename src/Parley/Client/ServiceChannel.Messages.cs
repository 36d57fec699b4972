using System.Xml;
using Parley.Channels;

namespace Parley;

/// <summary>The request and the reply of one call.</summary>
internal sealed partial class ServiceChannel
{
    private static object?[]? BeforeCall(ProxyOperation operation, object?[] inputs)
    {
        var inspectors = operation.Inspectors;
        if (inspectors.Length == 0)
        {
            return null;
        }

        var states = new object?[inspectors.Length];
        for (var i = 0; i < inspectors.Length; i++)
        {
            states[i] = inspectors[i].BeforeCall(operation.Name, inputs);
        }

        return states;
    }

    private static void AfterCall(ProxyOperation operation, object?[] outputs, object? result, object?[]? states)
    {
        if (states is null)
        {
            return;
        }

        for (var i = states.Length - 1; i >= 0; i--)
        {
            operation.Inspectors[i].AfterCall(operation.Name, outputs, result, states[i]);
        }
    }

    private static object? HandleOneWayResponse(ProxyOperation operation, Message? response)
    {
        if (response is null)
        {
            return null;
        }

        using (response)
        {
            if (response.IsFault)
            {
                throw ReplyFault.ToException(response, operation, operation.Runtime.MaxFaultSize);
            }

            throw new ProtocolException(
                $"The one-way operation '{operation.Name}' got a reply with the action '{response.Headers.Action}', where nothing may come back. The operation of the service may not be one-way.");
        }
    }

    private Message CreateRequest(ProxyOperation operation, object?[] inputs)
    {
        var version = MessageVersion ?? MessageVersion.Default;
        if (operation.SerializesRequest)
        {
            return operation.Formatter!.SerializeRequest(version, inputs);
        }

        return inputs.Length == 1 && inputs[0] is Message message
            ? message
            : throw new InvalidOperationException(
                $"The operation '{operation.Name}' has SerializeRequest = false, so it must be called with one Message, which is not null.");
    }

    private object?[]? BeforeSend(ProxyOperation operation, ref Message request)
    {
        var inspectors = operation.Runtime.Inspectors;
        if (inspectors.Length == 0)
        {
            return null;
        }

        var channel = _proxy as IClientChannel ?? this;
        var states = new object?[inspectors.Length];
        for (var i = 0; i < inspectors.Length; i++)
        {
            states[i] = inspectors[i].BeforeSendRequest(ref request, channel);
        }

        return states;
    }

    /// <summary>Adds what the scope and the channel add to every request. WS-Addressing 1.0, section 3.4.</summary>
    private void PrepareRequest(ProxyOperation operation, Message request, OperationContext? context)
    {
        var headers = request.Headers;
        if (context is { IsUserContext: true } && ReferenceEquals(context.ServiceChannel, this))
        {
            AddFromScope(request, context);
        }

        var manual = operation.Runtime.ManualAddressing;
        if (!manual && operation.Action is { } action && action != "*" && headers.Action is null)
        {
            headers.Action = action;
        }

        if (AllowOutputBatching)
        {
            request.Properties.AllowOutputBatching = true;
        }

        if (operation.IsSafeToRepeat)
        {
            request.Properties[SafeToRepeatAttribute.Property] = true;
        }

        if (manual)
        {
            return;
        }

        var addressing = request.Version.Addressing;
        if (!operation.IsOneWay && addressing != AddressingVersion.None)
        {
            headers.MessageId ??= MessageIds.Next();
            if (headers.ReplyTo is null)
            {
                if (_input?.LocalAddress is { IsAnonymous: false } local)
                {
                    headers.ReplyTo = local;
                }
                else
                {
                    headers.SetAnonymousReplyTo();
                }
            }
        }

        if (headers.To is not null || RemoteAddress is not { } address)
        {
            return;
        }

        Address(request, IsServiceSide && SessionId is null && address.IsAnonymous ? CallerOr(address, request) : address);
    }

    /// <summary>On a channel that all clients share, a callback goes to the client whose message is being served.</summary>
    private static EndpointAddress CallerOr(EndpointAddress address, Message callback)
    {
        if (OperationContext.Current?.IncomingMessage is not { State: not MessageState.Closed } incoming)
        {
            return address;
        }

        ClientOfRequest.Tie(callback, incoming);
        return incoming.Headers.ReplyTo ?? incoming.Headers.From ?? address;
    }

    /// <summary>Most addresses are the channel's own and only a URI: their header is made once.</summary>
    private void Address(Message request, EndpointAddress address)
    {
        var addressing = request.Version.Addressing;
        if (_to is { } known && ReferenceEquals(known.Address, address) && known.Addressing == addressing)
        {
            request.Headers.Set(known.Header);
            return;
        }

        address.ApplyTo(request);
        if (addressing != AddressingVersion.None && address.Headers.Count == 0 && !address.IsAnonymous && !address.IsNone)
        {
            _to = new KnownTo(address, addressing, AddressCache.GetTo(address.Uri, addressing));
        }
    }

    private static void AddFromScope(Message request, OperationContext context)
    {
        if (context.OutgoingHeadersIfAny is { Count: > 0 } headers)
        {
            ScopeHeaders.CopyTo(headers, request.Headers);
        }

        if (context.OutgoingPropertiesIfAny is { Count: > 0 } properties)
        {
            request.Properties.CopyProperties(properties);
        }
    }

    private object? HandleReply(
        ProxyOperation operation, Message? reply, object?[] outputs, object?[]? states, OperationContext? context)
    {
        if (reply is null)
        {
            throw new CommunicationException(
                $"The service took the call of '{operation.Name}' and gave no reply. Its contract may have the operation as one-way, or it may have ended the session or failed before it could answer.");
        }

        var keep = false;
        try
        {
            if (states is not null)
            {
                for (var i = states.Length - 1; i >= 0; i--)
                {
                    operation.Runtime.Inspectors[i].AfterReceiveReply(ref reply, states[i]);
                }
            }

            if (context is { IsUserContext: true } && ReferenceEquals(context.ServiceChannel, this))
            {
                context.TakeReply(reply);
                keep = true;
            }

            CheckReply(operation, reply);
            if (!operation.DeserializesReply)
            {
                keep = true;
                return reply;
            }

            var result = operation.Formatter!.DeserializeReply(reply, outputs);
            keep |= operation.KeepsReplyOpen || ReferenceEquals(result, reply);
            return result;
        }
        finally
        {
            if (!keep)
            {
                reply.Close();
            }
        }
    }

    private static void CheckReply(ProxyOperation operation, Message reply)
    {
        if (reply.IsFault)
        {
            if (!operation.DeserializesReply)
            {
                // Who takes messages as they are takes faults as they are.
                return;
            }

            throw ReplyFault.ToException(reply, operation, operation.Runtime.MaxFaultSize);
        }

        if (operation.Runtime.ValidateMustUnderstand && reply.Headers.GetHeadersNotUnderstood() is { Count: > 0 } strange)
        {
            throw new ProtocolException(
                $"The reply to '{operation.Name}' has the header '{strange[0].Name}' of the namespace '{strange[0].Namespace}', which must be understood, and nothing here understands it. Add a message inspector that does, or set ClientRuntime.ValidateMustUnderstand to false.");
        }

        if (operation.ReplyAction is { } expected && reply.Headers.Action is { } action && action != expected)
        {
            throw new ProtocolException(
                $"The reply to '{operation.Name}' has the action '{action}', and the contract says '{expected}'. The contracts of the two sides may differ.");
        }
    }

    private sealed record KnownTo(EndpointAddress Address, AddressingVersion Addressing, ToHeader Header);
}
