using System.Reflection;
using Parley.Channels;

namespace Parley.Description;

/// <summary>Reads the messages of an operation from the parameters and the result of its method.
/// Source: WCF documentation, Specifying Data Transfer in Service Contracts.</summary>
internal static class MessageReader
{
    internal static MessageDescription ReadRequest(
        ContractDescription contract,
        OperationDescription operation,
        OperationMethod shape,
        string action,
        MessageDirection direction,
        FormatAttributes format)
    {
        RefuseMixture(contract, operation, shape);
        var inputs = Array.ConvertAll(shape.InputIndices, i => shape.Parameters[i]);
        if (inputs.Length == 1 && IsWholeMessage(OperationMethod.ValueType(inputs[0])))
        {
            return ReadWhole(contract, operation, OperationMethod.ValueType(inputs[0]), inputs[0], action, direction);
        }

        var message = new MessageDescription(action, direction);
        message.Body.WrapperName = operation.Name;
        message.Body.WrapperNamespace = contract.Namespace;
        AddParts(contract, operation, message, inputs, format);
        RefuseStreamAmongParts(contract, operation, message);
        return message;
    }

    internal static MessageDescription ReadReply(
        ContractDescription contract,
        OperationDescription operation,
        OperationMethod shape,
        string action,
        MessageDirection direction,
        FormatAttributes format)
    {
        if (IsWholeMessage(shape.ResultType))
        {
            return ReadWhole(contract, operation, shape.ResultType, null, action, direction);
        }

        var message = new MessageDescription(action, direction);
        message.Body.WrapperName = operation.Name + "Response";
        message.Body.WrapperNamespace = contract.Namespace;
        if (shape.HasResult)
        {
            var name = NameOf(shape.Method.ReturnTypeCustomAttributes, operation.Name + "Result");
            message.Body.ReturnValue = new MessagePartDescription(name, format.IsRpc ? null : contract.Namespace)
            {
                Type = shape.ResultType,
                AttributeProvider = shape.Method.ReturnTypeCustomAttributes,
            };
        }

        AddParts(contract, operation, message, Array.ConvertAll(shape.OutputIndices, i => shape.Parameters[i]), format);
        RefuseStreamAmongParts(contract, operation, message);
        return message;
    }

    private static bool IsWholeMessage(Type type) => type == typeof(Message) || MessageContractReader.IsMessageContract(type);

    private static MessageDescription ReadWhole(
        ContractDescription contract,
        OperationDescription operation,
        Type type,
        ParameterInfo? parameter,
        string action,
        MessageDirection direction)
    {
        if (type != typeof(Message))
        {
            var typed = MessageContractReader.Read(contract, type, action, direction);
            RefuseStreamAmongParts(contract, operation, typed);
            return typed;
        }

        var untyped = new MessageDescription(action, direction) { IsUntyped = true };
        var part = new MessagePartDescription(parameter?.Name is { } name ? ContractNames.Encode(name) : operation.Name + "Result", contract.Namespace)
        {
            Type = type,
        };
        if (parameter is null)
        {
            untyped.Body.ReturnValue = part;
        }
        else
        {
            untyped.Body.Parts.Add(part);
        }

        return untyped;
    }

    private static void AddParts(
        ContractDescription contract,
        OperationDescription operation,
        MessageDescription message,
        ParameterInfo[] parameters,
        FormatAttributes format)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = parameters[i];
            var part = new MessagePartDescription(NameOf(parameter, parameter.Name ?? $"p{i}"), format.IsRpc ? null : contract.Namespace)
            {
                Type = OperationMethod.ValueType(parameter),
                Index = i,
                AttributeProvider = parameter,
            };
            if (message.Body.Parts.Contains(new System.Xml.XmlQualifiedName(part.Name, part.Namespace))
                || (message.Body.ReturnValue is { } result && result.Name == part.Name))
            {
                throw new InvalidOperationException(
                    $"The operation '{operation.Name}' of contract '{contract.Name}' has two values with the element name '{part.Name}' in one message. "
                    + "Give one of them another name: [MessageParameter(Name = \"...\")].");
            }

            message.Body.Parts.Add(part);
        }
    }

    private static string NameOf(ICustomAttributeProvider provider, string name) =>
        ContractNames.Encode(ContractAttributes.Find<MessageParameterAttribute>(provider)?.Name ?? name);

    /// <summary>A whole message, typed or not, stands alone: no other parameters beside it, no values beside it in the reply.</summary>
    private static void RefuseMixture(ContractDescription contract, OperationDescription operation, OperationMethod shape)
    {
        var inputs = Array.ConvertAll(shape.InputIndices, i => OperationMethod.ValueType(shape.Parameters[i]));
        var outputs = Array.ConvertAll(shape.OutputIndices, i => OperationMethod.ValueType(shape.Parameters[i]));
        var whole = inputs.Append(shape.ResultType).Concat(outputs).FirstOrDefault(IsWholeMessage);
        if (whole is null)
        {
            return;
        }

        var alone = inputs.Length <= 1 && Array.TrueForAll(inputs, IsWholeMessage) && outputs.Length == 0
            && (!shape.HasResult || IsWholeMessage(shape.ResultType));
        if (!alone)
        {
            var kind = whole == typeof(Message) ? "the whole message" : "a typed message ([MessageContract])";
            throw new InvalidOperationException(
                $"The operation '{operation.Name}' of contract '{contract.Name}' mixes '{whole.Name}', which is {kind}, with other parameters or results. "
                + "Take at most one message, return a message or nothing, and put the other values into a typed message.");
        }
    }

    private static void RefuseStreamAmongParts(ContractDescription contract, OperationDescription operation, MessageDescription message)
    {
        var count = message.Body.Parts.Count + (message.Body.ReturnValue is null ? 0 : 1);
        if (count > 1 && message.BodyStream is not null)
        {
            throw new InvalidOperationException(
                $"The {(operation.Messages.Count > 0 ? "reply" : "request")} of operation '{operation.Name}' of contract '{contract.Name}' has a Stream beside other values. "
                + "A stream is the whole body: make it the only one, and carry the other values as headers of a typed message.");
        }
    }
}
