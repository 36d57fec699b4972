using System.Reflection;
using System.Runtime.Serialization;
using System.Xml.Serialization;
using Parley.Description;

namespace Parley.Formatting;

/// <summary>Messages that the XML serializer writes.</summary>
internal sealed class XmlSerializerMessageFormats(OperationDescription operation, XmlSerializerFormatAttribute attribute) : MessageFormats(operation)
{
    internal XmlSerializerMappings Mappings { get; } = new(operation.DeclaringContract.ContractType);

    private protected override BodyFormat CreateBody(MessageDescription message)
    {
        var parts = PartsOf(message).ToArray();
        var ns = message.Body.WrapperNamespace ?? Operation.DeclaringContract.Namespace;
        var members = Array.ConvertAll(parts, p => Member(p.Part, p.Index == PartFormat.Result, ns));
        var mapping = Mappings.Add(
            Import(message.Body.WrapperName, ns, members, message.Body.WrapperName is not null), IdentityOf(message.Body.WrapperName, ns, parts));
        return new XmlSerializerBodyFormat(
            message.Body.WrapperName,
            ns,
            Array.ConvertAll(parts, p => p.Index),
            Array.ConvertAll(parts, p => PartFormat.DefaultOf(p.Part.Type!)),
            Mappings,
            mapping);
    }

    private protected override XmlObjectSerializer CreateHeaderSerializer(MessageHeaderDescription header, Type type) =>
        new XmlSerializerAdapter(type, header.Name, header.Namespace);

    /// <summary>All that a mapping is made of.</summary>
    private IEnumerable<object?> IdentityOf(string? wrapper, string ns, (MessagePartDescription Part, int Index)[] parts)
    {
        object?[] whole = [Operation.DeclaringContract.Namespace, Operation.DeclaringContract.Name, Operation.Name, attribute.Style, wrapper, ns, parts.Length];
        var members = parts.Select(p => (object?)(
            p.Part.Name, p.Part.Namespace, p.Part.Type, p.Index == PartFormat.Result, XmlSerializerCache.IdentityOf(p.Part.AttributeProvider)));
        return [.. whole, .. members, Operation.KnownTypes.Count, .. Operation.KnownTypes];
    }

    private XmlMembersMapping Import(string? wrapper, string ns, XmlReflectionMember[] members, bool hasWrapper)
    {
        var importer = new XmlReflectionImporter(ns);
        foreach (var type in Operation.KnownTypes)
        {
            importer.IncludeType(type);
        }

        try
        {
            var mapping = importer.ImportMembersMapping(wrapper, ns, members, hasWrapper, attribute.Style == OperationFormatStyle.Rpc);
            mapping.SetKey($"{Operation.DeclaringContract.Namespace}:{Operation.DeclaringContract.Name}:{Operation.Name}:{Mappings.Mappings.Count}");
            return mapping;
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException(
                $"The XML serializer cannot write the messages of operation '{Operation.Name}' of contract '{Operation.DeclaringContract.Name}': "
                + (e.InnerException ?? e).Message,
                e);
        }
    }

    private XmlReflectionMember Member(MessagePartDescription part, bool isReturnValue, string ns)
    {
        var attributes = part.AttributeProvider is { } provider ? new XmlAttributes(provider) : new XmlAttributes();
        var isNamed = attributes.XmlElements.Count > 0 || attributes.XmlArray is not null || attributes.XmlAnyElements.Count > 0;
        if (!isNamed && attribute.Style == OperationFormatStyle.Document && part.Namespace != ns)
        {
            // The namespace of a member differs from its wrapper's: only an attribute can say so.
            if (IsCollection(part.Type!))
            {
                attributes.XmlArray = new XmlArrayAttribute(part.Name) { Namespace = part.Namespace };
            }
            else
            {
                attributes.XmlElements.Add(new XmlElementAttribute(part.Name) { Namespace = part.Namespace });
            }
        }

        return new XmlReflectionMember
        {
            MemberName = part.Name,
            MemberType = part.Type,
            IsReturnValue = isReturnValue,
            XmlAttributes = attributes,
        };
    }

    private static bool IsCollection(Type type) =>
        type != typeof(byte[]) && type != typeof(string) && typeof(System.Collections.IEnumerable).IsAssignableFrom(type)
        && !typeof(IXmlSerializable).IsAssignableFrom(type) && !typeof(System.Xml.XmlNode).IsAssignableFrom(type);
}
