namespace Parley;

/// <summary>The checks that contract attributes make on their values.</summary>
internal static class AttributeValue
{
    internal static string NotEmpty(string? value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        if (value.Length == 0)
        {
            throw new ArgumentOutOfRangeException(name, "The value must not be empty.");
        }

        return value;
    }

    internal static string? Uri(string? value, string name)
    {
        if (!string.IsNullOrEmpty(value) && !System.Uri.TryCreate(value, UriKind.RelativeOrAbsolute, out _))
        {
            throw new ArgumentException($"'{value}' is not a URI.", name);
        }

        return value;
    }

    internal static T Defined<T>(T value, string name)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new ArgumentOutOfRangeException(name, value, $"The value is not one of {typeof(T).Name}'s.");
        }

        return value;
    }
}
