using System.Collections.Concurrent;
using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Wire;

/// <summary>Makes a recorded message again, out of nothing but what was read from it.</summary>
internal static class Rewriting
{
    private static readonly ConcurrentDictionary<string, XmlDictionaryString> _actions = new(StringComparer.Ordinal);

    /// <summary>A message of ours with the same values, and its headers in the same order.</summary>
    public static Message Rewrite(Message recorded, Wsrm wsrm)
    {
        var rm = RmHeaders.Read(recorded, wsrm);
        var headers = recorded.Headers;
        var order = headers.Where(header => header.Namespace == wsrm.Namespace.Value).Select(header => header.Name).Reverse().ToArray();
        var message = CreateBody(recorded, rm, wsrm);
        if (headers.MessageId is { } messageId && message.Headers.MessageId is null)
        {
            message.Headers.MessageId = messageId;
        }

        if (headers.RelatesTo is { } relatesTo && message.Headers.RelatesTo is null)
        {
            message.Headers.RelatesTo = relatesTo;
        }

        if (headers.ReplyTo is { } replyTo && message.Headers.ReplyTo is null)
        {
            message.Headers.ReplyTo = replyTo;
        }

        if (headers.To is { } to)
        {
            message.Headers.To = to;
        }

        foreach (var name in order)
        {
            switch (name)
            {
                case "Sequence":
                    RmHeaders.AddSequence(message, wsrm, rm.Sequence!.Value.Identifier, rm.Sequence.Value.Number, rm.Sequence.Value.IsLast);
                    break;
                case "AckRequested":
                    RmHeaders.AddAckRequested(message, wsrm, Assert.Single(rm.AckRequests));
                    break;
                case "SequenceAcknowledgement":
                    RmHeaders.AddAcknowledgement(message, wsrm, Assert.Single(rm.Acknowledgements));
                    break;
            }
        }

        return message;
    }

    private static Message CreateBody(Message recorded, RmHeaders rm, Wsrm wsrm)
    {
        var version = recorded.Version;
        var headers = recorded.Headers;
        switch (rm.Kind)
        {
            case MessageKind.CreateSequence:
                return RmMessages.CreateSequence(version, wsrm, CreateSequenceBody.Read(recorded, wsrm), headers.MessageId!);
            case MessageKind.CreateSequenceResponse:
                return RmMessages.CreateSequenceResponse(version, wsrm, CreateSequenceResponseBody.Read(recorded, wsrm), headers.RelatesTo!);
            case MessageKind.CloseSequence or MessageKind.TerminateSequence:
                return RmMessages.End(version, wsrm, rm.Kind.Value, SequenceEndBody.Read(recorded, wsrm, rm.Kind.Value), headers.MessageId, headers.ReplyTo);
            case MessageKind.CloseSequenceResponse or MessageKind.TerminateSequenceResponse:
                return RmMessages.EndResponse(version, wsrm, rm.Kind.Value, SequenceEndBody.Read(recorded, wsrm, rm.Kind.Value).Identifier, headers.RelatesTo!);
            case MessageKind.Acknowledgement or MessageKind.AckRequested or MessageKind.LastMessage:
                return RmMessages.Empty(version, wsrm, rm.Kind.Value);
        }

        if (recorded.IsFault && rm.Sequence is null)
        {
            var fault = RmFaults.TryRead(recorded, wsrm, out _);
            Assert.NotNull(fault);
            return RmFaults.CreateMessage(fault, version, wsrm);
        }

        var message = recorded.IsEmpty
            ? Message.CreateMessage(version, headers.Action)
            : Message.CreateMessage(version, headers.Action, recorded.GetReaderAtBodyContents());

        if (!recorded.IsFault)
        {
            // As clients and services write the actions of their contracts.
            message.Headers.SetAction(_actions.GetOrAdd(headers.Action!, WireNames.Create));
        }

        return message;
    }
}
