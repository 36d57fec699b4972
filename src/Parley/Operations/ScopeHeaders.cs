using Parley.Channels;

namespace Parley;

/// <summary>Copies the headers that a scope has collected into a message.</summary>
internal static class ScopeHeaders
{
    /// <summary>Copies headers; an addressing header of the scope takes the place of the message's own.</summary>
    internal static void CopyTo(MessageHeaders from, MessageHeaders to)
    {
        for (var i = 0; i < from.Count; i++)
        {
            var header = from[i];
            if (IsAddressing(header, from.MessageVersion))
            {
                to.RemoveAll(header.Name, header.Namespace);
            }

            to.CopyHeaderFrom(from, i);
        }
    }

    private static bool IsAddressing(MessageHeaderInfo header, MessageVersion version) =>
        version.Addressing != AddressingVersion.None
        && header.Namespace == version.Addressing.Namespace.Value
        && header.Name is "Action" or "To" or "MessageID" or "ReplyTo" or "FaultTo" or "From";
}
