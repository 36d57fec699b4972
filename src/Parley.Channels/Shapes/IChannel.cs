namespace Parley.Channels;

/// <summary>What every channel has: a life, and answers about the stack below it. WCF documentation: IChannel.</summary>
public interface IChannel : ICommunicationObject
{
    /// <summary>Asks this channel, and those below it, for something that they offer.</summary>
    /// <typeparam name="T">What is wanted.</typeparam>
    /// <returns>The first answer from the top; null when nobody knows it.</returns>
    T? GetProperty<T>()
        where T : class;
}
