namespace Parley.Security;

/// <summary>Checks the values that settings are given.</summary>
internal static class Defined
{
    private static readonly TimeSpan _longest = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>A value of an enumeration.</summary>
    public static T Value<T>(T value, string name)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"{name} has no value {value}.");

    /// <summary>A time that is not negative, and that a timer can hold or is <see cref="TimeSpan.MaxValue"/>.</summary>
    public static TimeSpan Time(TimeSpan value, string name) => value >= TimeSpan.Zero && (value <= _longest || value == TimeSpan.MaxValue)
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"{name} is at least zero and at most {_longest}, or TimeSpan.MaxValue.");

    /// <summary>A time that is more than zero, and that a timer can hold or is <see cref="TimeSpan.MaxValue"/>.</summary>
    public static TimeSpan PositiveTime(TimeSpan value, string name) => value != TimeSpan.Zero
        ? Time(value, name)
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"{name} is more than zero.");

    /// <summary>A number from a smallest one.</summary>
    public static int AtLeast(int smallest, int value, string name) => value >= smallest
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"{name} is at least {smallest}.");
}
