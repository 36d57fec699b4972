namespace Parley;

/// <summary>Adds a type that the messages of a contract or an operation may hold where a base type is declared.
/// Source: WCF documentation, ServiceKnownTypeAttribute.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Interface | AttributeTargets.Class, Inherited = true, AllowMultiple = true)]
public sealed class ServiceKnownTypeAttribute : Attribute
{
    /// <summary>Adds one type.</summary>
    /// <param name="type">The type.</param>
    public ServiceKnownTypeAttribute(Type type) => Type = type;

    /// <summary>Adds the types that a static method of the contract's type returns.</summary>
    /// <param name="methodName">The name of a static method that takes an <see cref="System.Reflection.ICustomAttributeProvider"/>
    /// and returns the types.</param>
    public ServiceKnownTypeAttribute(string methodName) => MethodName = methodName;

    /// <summary>Adds the types that a static method of another type returns.</summary>
    /// <param name="methodName">The name of a static method that takes an <see cref="System.Reflection.ICustomAttributeProvider"/>
    /// and returns the types.</param>
    /// <param name="declaringType">The type that has the method.</param>
    public ServiceKnownTypeAttribute(string methodName, Type declaringType)
    {
        MethodName = methodName;
        DeclaringType = declaringType;
    }

    /// <summary>The known type; null when a method names the types.</summary>
    public Type? Type { get; }

    /// <summary>The method that names the types; null when <see cref="Type"/> is the known type.</summary>
    public string? MethodName { get; }

    /// <summary>The type that has the method; null when it is the contract's type.</summary>
    public Type? DeclaringType { get; }
}
