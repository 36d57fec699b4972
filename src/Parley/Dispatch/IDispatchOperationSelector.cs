using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>Chooses the operation of a message, in place of its action. WCF documentation: IDispatchOperationSelector.</summary>
/// <remarks>Several messages may ask at once: those of different sessions, and those of a channel without a session, as over HTTP. What the
/// selector keeps, it guards itself.</remarks>
public interface IDispatchOperationSelector
{
    /// <summary>Chooses the operation of a message.</summary>
    /// <param name="message">The message; may be replaced.</param>
    /// <returns>The operation's name.</returns>
    string SelectOperation(ref Message message);
}
