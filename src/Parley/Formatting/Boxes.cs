namespace Parley.Formatting;

/// <summary>Values as objects, those of two values without an allocation.</summary>
internal static class Boxes
{
    internal static readonly object True = true;
    internal static readonly object False = false;

    internal static object Box<T>(T value)
        where T : notnull => typeof(T) == typeof(bool) ? ((bool)(object)value ? True : False) : value;
}
