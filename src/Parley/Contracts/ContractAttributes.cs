using System.Collections.Concurrent;
using System.Reflection;

namespace Parley;

/// <summary>Finds contract attributes on types, methods, parameters and members. Attributes of <c>System.ServiceModel</c> and
/// <c>CoreWCF</c> count as ours when they have the same name, so that a contract shared with an older application needs no change.</summary>
internal static class ContractAttributes
{
    private static readonly ConcurrentDictionary<(Type Own, Type Foreign), Translation> s_translations = new();

    /// <summary>The attribute of a type; null when there is none. Attributes that a base has do not count.</summary>
    internal static T? Find<T>(ICustomAttributeProvider provider)
        where T : Attribute
    {
        foreach (var attribute in provider.GetCustomAttributes(inherit: false))
        {
            if (As<T>(attribute) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>All attributes of a type.</summary>
    internal static List<T> FindAll<T>(ICustomAttributeProvider provider)
        where T : Attribute
    {
        var found = new List<T>();
        foreach (var attribute in provider.GetCustomAttributes(inherit: false))
        {
            if (As<T>(attribute) is { } match)
            {
                found.Add(match);
            }
        }

        return found;
    }

    /// <summary>Whether there is an attribute of the type.</summary>
    internal static bool Has<T>(ICustomAttributeProvider provider)
        where T : Attribute => Find<T>(provider) is not null;

    /// <summary>The attribute itself, or ours with the values of a foreign one of the same name; null for any other attribute.</summary>
    internal static T? As<T>(object attribute)
        where T : Attribute
    {
        if (attribute is T own)
        {
            return own;
        }

        var foreign = attribute.GetType();
        return foreign.Name == typeof(T).Name && foreign.Namespace is "System.ServiceModel" or "CoreWCF"
            ? (T)s_translations.GetOrAdd((typeof(T), foreign), static key => new Translation(key.Own, key.Foreign)).Apply(attribute)
            : null;
    }

    /// <summary>Copies a foreign attribute's values, by the names of its properties, to ours.</summary>
    private sealed class Translation
    {
        private readonly ConstructorInfo _constructor;
        private readonly PropertyInfo[] _arguments;
        private readonly List<(PropertyInfo From, PropertyInfo To)> _properties = [];

        internal Translation(Type own, Type foreign)
        {
            // Arguments of a constructor carry the names of the properties that show them.
            var candidates =
                from constructor in own.GetConstructors()
                let arguments = constructor.GetParameters().Select(p => Property(foreign, p.Name!)).ToArray()
                where arguments.All(a => a is not null)
                orderby arguments.Length
                select (constructor, arguments);
            var chosen = candidates.FirstOrDefault();
            _constructor = chosen.constructor ?? throw Unlike(own, foreign);
            _arguments = chosen.arguments!;
            if (own == typeof(ServiceKnownTypeAttribute))
            {
                _constructor = own.GetConstructor([typeof(string), typeof(Type)])!;
                _arguments = [.. new[] { "MethodName", "DeclaringType", "Type" }.Select(n => Property(foreign, n) ?? throw Unlike(own, foreign))];
                return;
            }

            foreach (var to in own.GetProperties())
            {
                if (to.CanWrite && to.GetSetMethod() is not null && Property(foreign, to.Name) is { } from)
                {
                    _properties.Add((from, to));
                }
            }
        }

        internal object Apply(object foreign)
        {
            var arguments = Array.ConvertAll(_arguments, a => a.GetValue(foreign));
            if (_constructor.DeclaringType == typeof(ServiceKnownTypeAttribute))
            {
                return arguments[2] is Type type
                    ? new ServiceKnownTypeAttribute(type)
                    : new ServiceKnownTypeAttribute((string)arguments[0]!, (Type)arguments[1]!);
            }

            var own = _constructor.Invoke(arguments);
            foreach (var (from, to) in _properties)
            {
                if (IsSet(from, foreign) && Convert(from.GetValue(foreign), to.PropertyType) is { } value)
                {
                    to.SetValue(own, value);
                }
            }

            return own;
        }

        /// <summary>Values that were not set must not be set: an order of -1, a protection level that is not there.</summary>
        private static bool IsSet(PropertyInfo from, object foreign) => from.Name switch
        {
            nameof(MessageContractMemberAttribute.ProtectionLevel) =>
                Property(from.DeclaringType!, nameof(MessageContractMemberAttribute.HasProtectionLevel))?.GetValue(foreign) is true,
            nameof(MessageBodyMemberAttribute.Order) => from.GetValue(foreign) is >= 0,
            _ => true,
        };

        private static object? Convert(object? value, Type type) => value switch
        {
            null => null,
            Enum when value.GetType() != type && type.IsEnum => Enum.Parse(type, value.ToString()!),
            _ when type.IsInstanceOfType(value) => value,
            _ => null,
        };

        private static PropertyInfo? Property(Type type, string name) =>
            type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);

        private static InvalidOperationException Unlike(Type own, Type foreign) => new(
            $"The attribute '{foreign.FullName}' has the name of '{own.FullName}' but not its properties. Use '{own.FullName}' on the contract.");
    }
}
