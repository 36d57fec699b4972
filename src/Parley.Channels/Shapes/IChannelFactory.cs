namespace Parley.Channels;

/// <summary>Makes a client's channels. WCF documentation: IChannelFactory.</summary>
public interface IChannelFactory : ICommunicationObject
{
    /// <summary>Asks this factory, and those below it, for something that they offer.</summary>
    /// <typeparam name="T">What is wanted.</typeparam>
    /// <returns>The first answer from the top; null when nobody knows it.</returns>
    T? GetProperty<T>()
        where T : class;
}
