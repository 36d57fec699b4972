using Microsoft.AspNetCore.Http;

namespace Parley.Channels;

/// <summary>Brings the action that HTTP states together with the envelope's.</summary>
internal static class HttpAddressing
{
    /// <summary>
    /// Gives a message without addressing its action and its address. With addressing, both must say the same:
    /// WS-Addressing 1.0 SOAP binding, section 6.1.1.
    /// </summary>
    /// <returns>The fault to answer with when they do not; null when all is well.</returns>
    public static Message? Apply(HttpRequest request, Message message)
    {
        var stated = HttpRequestReader.ActionOf(request, message);
        if (message.Version.Addressing == AddressingVersion.None)
        {
            message.Headers.Action = stated;
            message.Headers.To = message.Properties.Via;
            return null;
        }

        if (string.IsNullOrEmpty(stated) || message.Headers.Action is not { } action || action == stated)
        {
            return null;
        }

        var fault = WellKnownFaults.ActionMismatch(message.Version, stated, action);
        if (message.Headers.MessageId is { } id)
        {
            fault.Headers.RelatesTo = id;
        }

        return fault;
    }
}
