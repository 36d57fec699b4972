using System.Xml;
using Parley.Channels;

namespace Parley.Security.Tests.Sessions;

/// <summary>All messages of a session are under one key: what answers a request is told by its name.</summary>
public sealed class ClientVerifierTests
{
    private static readonly UniqueId _request = new();

    [Fact]
    public void The_answer_to_the_request_is_taken()
    {
        ClientVerifier.CheckRelation(Answer("urn:answer", _request), _request);
        ClientVerifier.CheckRelation(Answer("urn:answer", null), null);
    }

    [Fact]
    public void The_answer_to_another_request_and_a_message_that_answers_nothing_are_refused()
    {
        Assert.Throws<MessageSecurityException>(() => ClientVerifier.CheckRelation(Answer("urn:answer", new UniqueId()), _request));
        var reflected = Answer("urn:answer", null);
        Assert.Throws<MessageSecurityException>(() => ClientVerifier.CheckRelation(reflected, _request));
        Assert.Equal(MessageState.Closed, reflected.State);
    }

    [Fact]
    public void An_acknowledgement_of_a_reliable_session_answers_nothing_and_is_taken() =>
        ClientVerifier.CheckRelation(Answer("http://docs.oasis-open.org/ws-rx/wsrm/200702/SequenceAcknowledgement", null), _request);

    private static Message Answer(string action, UniqueId? relatesTo)
    {
        var message = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, action, "body");
        message.Headers.RelatesTo = relatesTo;
        return message;
    }
}
