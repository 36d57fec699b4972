using System.Reflection;

namespace Parley.Description;

/// <summary>Collects the known types of an operation from <see cref="ServiceKnownTypeAttribute"/>.</summary>
internal static class KnownTypes
{
    /// <summary>Adds the types that the contract's type and the method name.</summary>
    internal static void Add(OperationDescription operation, Type contractType, MethodInfo method)
    {
        Add(operation, contractType, contractType);
        Add(operation, method, contractType);
    }

    /// <summary>Adds the types that the attributes of one provider name.</summary>
    internal static void Add(OperationDescription operation, ICustomAttributeProvider provider, Type contractType)
    {
        foreach (var attribute in ContractAttributes.FindAll<ServiceKnownTypeAttribute>(provider))
        {
            if (attribute.Type is { } type)
            {
                Add(operation, type);
                continue;
            }

            foreach (var listed in Call(attribute, provider, contractType))
            {
                Add(operation, listed);
            }
        }
    }

    private static void Add(OperationDescription operation, Type type)
    {
        if (!operation.KnownTypes.Contains(type))
        {
            operation.KnownTypes.Add(type);
        }
    }

    private static IEnumerable<Type> Call(ServiceKnownTypeAttribute attribute, ICustomAttributeProvider provider, Type contractType)
    {
        var declaring = attribute.DeclaringType ?? contractType;
        if (string.IsNullOrEmpty(attribute.MethodName))
        {
            throw new InvalidOperationException(
                $"A [ServiceKnownType] of '{contractType}' names neither a type nor a method. Write [ServiceKnownType(typeof(...))].");
        }

        var method = declaring.GetMethod(
            attribute.MethodName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(ICustomAttributeProvider)]);
        if (method is null || !typeof(IEnumerable<Type>).IsAssignableFrom(method.ReturnType))
        {
            throw new InvalidOperationException(
                $"[ServiceKnownType] of '{contractType}' names the method '{attribute.MethodName}' of '{declaring}'. "
                + $"There must be such a method: static IEnumerable<Type> {attribute.MethodName}(ICustomAttributeProvider provider).");
        }

        return (IEnumerable<Type>?)method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [provider], null) ?? [];
    }
}
