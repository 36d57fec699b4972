using System.Reflection;
using System.Text;
using System.Xml;

namespace Parley.Description;

/// <summary>The names and actions that contracts have when their attributes give none.
/// Source: WCF documentation, OperationContractAttribute.Action and the metadata of its services.</summary>
internal static class ContractNames
{
    internal const string DefaultNamespace = "http://tempuri.org/";
    internal const string AnyAction = "*";

    /// <summary>The namespace of the nominal contracts of channel shapes, as in WCF.</summary>
    internal const string ChannelShapes = "http://schemas.microsoft.com/2005/07/ServiceModel";
    private const string AsyncSuffix = "Async";

    /// <summary>A type's name in XML: <c>IStore&lt;int&gt;</c> is <c>IStoreOfInt32</c>.</summary>
    internal static string OfType(Type type) => XmlConvert.EncodeLocalName(Plain(type));

    /// <summary>A parameter's or member's name in XML.</summary>
    internal static string Encode(string name) => XmlConvert.EncodeLocalName(name);

    /// <summary>The operation's name: the method's, without <c>Async</c> when it returns a task.</summary>
    internal static string OfOperation(MethodInfo method) =>
        OperationMethod.ReturnsTask(method) && method.Name.Length > AsyncSuffix.Length && method.Name.EndsWith(AsyncSuffix, StringComparison.Ordinal)
            ? method.Name[..^AsyncSuffix.Length]
            : method.Name;

    /// <summary>The default action of a request: <c>namespace/contract/operation</c>.</summary>
    internal static string Action(ContractDescription contract, string operation, string suffix = "")
    {
        var ns = contract.Namespace;
        var start = ns.Length == 0 ? "urn:" : ns.EndsWith('/') ? ns : ns + "/";
        return $"{start}{contract.Name}/{operation}{suffix}";
    }

    private static string Plain(Type type)
    {
        if (!type.IsGenericType)
        {
            return type.Name;
        }

        var name = new StringBuilder(type.Name);
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        if (tick >= 0)
        {
            name.Length = tick;
        }

        name.Append("Of");
        foreach (var argument in type.GetGenericArguments())
        {
            name.Append(Plain(argument));
        }

        return name.ToString();
    }
}
