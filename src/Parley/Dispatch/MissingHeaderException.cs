using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>An addressing header is missing without which the message cannot be processed.</summary>
internal sealed class MissingHeaderException(string name, string ns)
    : MessageHeaderException($"The message has no {name} header, and cannot be processed without it.", name, ns), IFaultSource
{
    public Message CreateFaultMessage(MessageVersion version) => WellKnownFaults.MessageHeaderRequired(version, HeaderName!);
}
