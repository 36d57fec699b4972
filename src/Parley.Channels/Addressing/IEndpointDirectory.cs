namespace Parley.Channels;

/// <summary>
/// The endpoints of a service at one listener's address. Whoever dispatches puts it among the binding parameters, so that a protocol that opens sessions
/// can ask whether there is anybody for a session before it makes one.
/// </summary>
internal interface IEndpointDirectory
{
    /// <summary>Finds the endpoint that a message is addressed to, whatever its action.</summary>
    /// <param name="message">The message. Its body is not read.</param>
    /// <param name="address">The endpoint's address; null when that is not known.</param>
    /// <returns>False when no endpoint has the address. True as long as the endpoints are not known.</returns>
    bool TryFind(Message message, out EndpointAddress? address);
}
