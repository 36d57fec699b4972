namespace Parley;

/// <summary>An object that users can attach extensions to: a host, an instance context, a channel, an operation context.</summary>
/// <typeparam name="T">The object's own type.</typeparam>
public interface IExtensibleObject<T>
    where T : IExtensibleObject<T>
{
    /// <summary>The extensions.</summary>
    IExtensionCollection<T> Extensions { get; }
}
