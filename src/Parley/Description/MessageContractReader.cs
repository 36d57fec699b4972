using System.Reflection;

namespace Parley.Description;

/// <summary>Reads typed messages. Source: WCF documentation, Using Message Contracts.</summary>
internal static class MessageContractReader
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    internal static bool IsMessageContract(Type type) => ContractAttributes.Has<MessageContractAttribute>(type);

    internal static MessageDescription Read(ContractDescription contract, Type type, string action, MessageDirection direction)
    {
        var attribute = ContractAttributes.Find<MessageContractAttribute>(type)!;
        if (type.ContainsGenericParameters)
        {
            throw new InvalidOperationException($"The message contract '{type}' is an open generic type. Give its type arguments.");
        }

        var message = new MessageDescription(action, direction) { MessageType = type };
        if (attribute.HasProtectionLevel)
        {
            message.ProtectionLevel = attribute.ProtectionLevel;
        }

        if (attribute.IsWrapped)
        {
            message.Body.WrapperName = attribute.WrapperName is null ? ContractNames.OfType(type) : ContractNames.Encode(attribute.WrapperName);
            message.Body.WrapperNamespace = attribute.WrapperNamespace ?? contract.Namespace;
        }

        var body = new List<(int Order, MessagePartDescription Part)>();
        foreach (var member in Members(type))
        {
            ReadMember(contract, message, member, body);
        }

        var index = 0;
        foreach (var (_, part) in body.OrderBy(b => b.Order).ThenBy(b => b.Part.Name, StringComparer.Ordinal))
        {
            part.Index = index++;
            message.Body.Parts.Add(part);
        }

        foreach (var header in message.Headers)
        {
            header.Index = index++;
        }

        foreach (var property in message.Properties)
        {
            property.Index = index++;
        }

        return message;
    }

    /// <summary>Members of the base-most class first: of two with one name, the base's counts.</summary>
    private static IEnumerable<MemberInfo> Members(Type type)
    {
        var chain = new Stack<Type>();
        for (var current = type; current is not null && current != typeof(object) && current != typeof(ValueType); current = current.BaseType)
        {
            if (!IsMessageContract(current))
            {
                throw new InvalidOperationException(
                    $"The message contract '{type}' inherits '{current}', which is not one. Put [MessageContract] on '{current.Name}' as well.");
            }

            chain.Push(current);
        }

        return chain.SelectMany(t => t.GetMembers(Declared)).Where(m => m is PropertyInfo or FieldInfo);
    }

    private static void ReadMember(
        ContractDescription contract, MessageDescription message, MemberInfo member, List<(int Order, MessagePartDescription Part)> body)
    {
        var array = ContractAttributes.Find<MessageHeaderArrayAttribute>(member);
        var header = array ?? ContractAttributes.Find<MessageHeaderAttribute>(member);
        var bodyMember = ContractAttributes.Find<MessageBodyMemberAttribute>(member);
        var property = ContractAttributes.Find<MessagePropertyAttribute>(member);
        var count = (header is null ? 0 : 1) + (bodyMember is null ? 0 : 1) + (property is null ? 0 : 1);
        if (count == 0)
        {
            return;
        }

        if (count > 1)
        {
            throw new InvalidOperationException(
                $"The member '{member.Name}' of message contract '{message.MessageType}' is several of header, body member and property. Leave one attribute on it.");
        }

        var type = member is PropertyInfo { } info ? info.PropertyType : ((FieldInfo)member).FieldType;
        RefuseReadOnly(message, member);
        if (property is not null)
        {
            var part = new MessagePropertyDescription(property.Name ?? member.Name) { Type = type, MemberInfo = member };
            if (message.Properties.FirstOrDefault(p => p.Name == part.Name) is { } twin)
            {
                RefuseTwin(message, twin, member);
                return;
            }

            message.Properties.Add(part);
            return;
        }

        var attribute = (MessageContractMemberAttribute?)header ?? bodyMember!;
        var name = ContractNames.Encode(attribute.Name ?? member.Name);
        var ns = attribute.Namespace ?? contract.Namespace;
        if (header is not null)
        {
            AddHeader(message, member, header, array is not null, type, name, ns);
            return;
        }

        if (body.Find(b => b.Part.Name == name && b.Part.Namespace == ns) is { Part: { } earlier })
        {
            RefuseTwin(message, earlier, member);
            return;
        }

        var bodyPart = new MessagePartDescription(name, ns) { Type = type, MemberInfo = member, AttributeProvider = member };
        Protect(bodyPart, attribute);
        body.Add((bodyMember!.Order, bodyPart));
    }

    private static void AddHeader(
        MessageDescription message, MemberInfo member, MessageHeaderAttribute attribute, bool multiple, Type type, string name, string ns)
    {
        if (multiple && !type.IsArray)
        {
            throw new InvalidOperationException(
                $"The member '{member.Name}' of message contract '{message.MessageType}' has [MessageHeaderArray] but is no array. Make it an array, or use [MessageHeader].");
        }

        var item = multiple ? type.GetElementType()! : type;
        var header = new MessageHeaderDescription(name, ns)
        {
            Type = type,
            MemberInfo = member,
            AttributeProvider = member,
            Actor = attribute.Actor,
            MustUnderstand = attribute.MustUnderstand,
            Relay = attribute.Relay,
            Multiple = multiple,
            TypedHeader = item.IsGenericType && item.GetGenericTypeDefinition() == typeof(MessageHeader<>),
        };
        Protect(header, attribute);
        if (message.Headers.FirstOrDefault(h => h.Name == name && h.Namespace == ns) is { } earlier)
        {
            RefuseTwin(message, earlier, member);
            return;
        }

        message.Headers.Add(header);
    }

    /// <summary>Two members of one class with one name are a mistake; of two classes, the derived one's stands back.</summary>
    private static void RefuseTwin(MessageDescription message, MessagePartDescription earlier, MemberInfo member)
    {
        if (earlier.MemberInfo!.DeclaringType == member.DeclaringType)
        {
            throw new InvalidOperationException(
                $"The members '{earlier.MemberInfo.Name}' and '{member.Name}' of message contract '{message.MessageType}' have the same name, '{earlier.Name}'. "
                + "Give one of them another Name or Namespace.");
        }
    }

    private static void Protect(MessagePartDescription part, MessageContractMemberAttribute attribute)
    {
        if (attribute.HasProtectionLevel)
        {
            part.ProtectionLevel = attribute.ProtectionLevel;
        }
    }

    private static void RefuseReadOnly(MessageDescription message, MemberInfo member)
    {
        if (member is PropertyInfo { CanWrite: false } or PropertyInfo { CanRead: false })
        {
            throw new InvalidOperationException(
                $"The property '{member.Name}' of message contract '{message.MessageType}' must have a getter and a setter, so that both sides can use it.");
        }
    }
}
