namespace Parley.Channels;

/// <summary>Accepts a service's channels at an address. WCF documentation: IChannelListener.</summary>
public interface IChannelListener : ICommunicationObject
{
    /// <summary>The address that it listens at. A port 0 is replaced by the real one when it is open.</summary>
    Uri Uri { get; }

    /// <summary>Asks this listener, and those below it, for something that they offer.</summary>
    /// <typeparam name="T">What is wanted.</typeparam>
    /// <returns>The first answer from the top; null when nobody knows it.</returns>
    T? GetProperty<T>()
        where T : class;
}
