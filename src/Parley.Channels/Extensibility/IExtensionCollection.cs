namespace Parley;

/// <summary>The extensions of one object. WCF documentation: IExtensionCollection&lt;T&gt;.</summary>
/// <typeparam name="T">The kind of object that is extended.</typeparam>
public interface IExtensionCollection<T> : ICollection<IExtension<T>>
    where T : IExtensibleObject<T>
{
    /// <summary>The first extension of a type.</summary>
    /// <typeparam name="E">The type, or a base or interface of it.</typeparam>
    /// <returns>The extension; the type's default (null) when there is none.</returns>
    E? Find<E>();

    /// <summary>All extensions of a type, in the order in which they were added.</summary>
    /// <typeparam name="E">The type, or a base or interface of it.</typeparam>
    System.Collections.ObjectModel.Collection<E> FindAll<E>();
}
