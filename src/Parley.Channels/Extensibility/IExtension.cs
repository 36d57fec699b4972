namespace Parley;

/// <summary>State or behaviour that is attached to an object of the service model. WCF documentation: IExtension&lt;T&gt;.</summary>
/// <typeparam name="T">The kind of object that it extends.</typeparam>
public interface IExtension<T>
    where T : IExtensibleObject<T>
{
    /// <summary>The extension has been added to its owner.</summary>
    /// <param name="owner">The object that now has the extension.</param>
    void Attach(T owner);

    /// <summary>The extension is removed from its owner.</summary>
    /// <param name="owner">The object that has the extension no more.</param>
    void Detach(T owner);
}
