namespace Parley.Dispatcher;

/// <summary>A request's body could not be read into the operation's parameters.</summary>
internal sealed class UnreadableRequestException(string operation, Exception cause)
    : CommunicationException($"The request of the operation '{operation}' could not be read.", cause);
