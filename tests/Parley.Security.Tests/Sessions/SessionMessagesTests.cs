using Parley.Channels;

namespace Parley.Security.Tests.Sessions;

public sealed class SessionMessagesTests
{
    [Fact]
    public void A_message_that_is_sent_back_to_its_sender_is_refused_by_it()
    {
        using var pair = SessionPair.Open();
        var (arrived, sentBack) = pair.TransferTwice(pair.Protect(SessionPair.NewMessage(), out _));
        var verified = pair.Receive(arrived);
        verified.Message.Close();
        verified.Key.Return();
        Assert.Contains("sent it back", Assert.Throws<MessageSecurityException>(() => pair.Verifier.Verify(sentBack)).Message, StringComparison.Ordinal);

        (arrived, sentBack) = pair.TransferTwice(pair.ProtectByService(SessionPair.NewMessage()));
        pair.Verifier.Verify(arrived).Close();
        Assert.Contains("sent it back", Assert.Throws<RefusedMessageException>(() => pair.Receive(sentBack)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_to_end_the_session_that_is_sent_back_to_its_sender_is_refused_by_it()
    {
        using var pair = SessionPair.Open();
        var name = new ContextName(pair.Session.Identifier, null);
        var cancel = TokenMessages.CreateRequest(
            new TokenRequest { Kind = TokenRequestKind.Cancel, Target = name }, MessageVersion.Default, pair.ClientProtection.Protocol, new EndpointAddress(SessionPair.Address));
        var (arrived, sentBack) = pair.TransferTwice(pair.Protect(cancel, out _));
        var verified = pair.Receive(arrived);
        verified.Message.Close();
        verified.Key.Return();
        Assert.Contains("sent it back", Assert.Throws<MessageSecurityException>(() => pair.Verifier.Verify(sentBack)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_that_says_late_that_the_key_before_has_expired_does_not_expire_the_new_one()
    {
        using var pair = SessionPair.Open();
        var request = pair.Protect(SessionPair.NewMessage(), out var instance);
        var id = request.Headers.MessageId;
        pair.Receive(pair.Transfer(request)).Key.Return();
        var late = pair.Transfer(pair.ProtectByService(RenewNeeded(pair, id)));
        var lateOnConnection = pair.Transfer(pair.ProtectByService(RenewNeeded(pair, id)));

        // Meanwhile the client has renewed the key by itself.
        pair.Clock.Now += TimeSpan.FromHours(9.1);
        pair.Protect(SessionPair.NewMessage(), out var renewed).Close();
        Assert.NotEqual(instance, renewed);
        pair.Clock.Now -= TimeSpan.FromHours(9.1);
        Assert.ThrowsAny<CommunicationException>(() => pair.Verifier.Verify(late, request, id, instance));
        pair.Verifier.Verify(lateOnConnection).Close();
        pair.Protect(SessionPair.NewMessage(), out var next).Close();
        Assert.Equal(renewed, next);

        // One about the key of today does.
        pair.Receive(pair.Transfer(pair.Protect(SessionPair.NewMessage(), out _))).Key.Return();
        Assert.ThrowsAny<CommunicationException>(() => pair.Verifier.Verify(pair.Transfer(pair.ProtectByService(RenewNeeded(pair, id))), request, id, renewed));
        pair.Protect(SessionPair.NewMessage(), out next).Close();
        Assert.NotEqual(renewed, next);
    }

    [Fact]
    public async Task A_request_that_is_aborted_while_its_reply_is_made_leaves_the_reply_its_key()
    {
        using var pair = SessionPair.Open();
        var request = pair.Protect(SessionPair.NewMessage(), out _);
        var verified = pair.Receive(pair.Transfer(request));
        var way = new Way();
        var context = new ConversationRequestContext(way, verified, pair.Table.Find(pair.Session.Identifier), pair.ServiceProtection);
        pair.Table.Find(pair.Session.Identifier)!.End(SessionEnd.Cancelled);
        var reply = Message.CreateMessage(MessageVersion.Default, SessionPair.Action, new Aborting(context, verified.Key));
        await context.ReplyAsync(reply, TestContext.Current.CancellationToken);
        Assert.True(way.HasReply);
        Assert.Throws<ObjectDisposedException>(() => verified.Key.Key.Bytes.Length);
        var late = SessionPair.NewMessage();
        await Assert.ThrowsAsync<CommunicationObjectAbortedException>(async () => await context.ReplyAsync(late, TestContext.Current.CancellationToken));
        Assert.Equal(MessageState.Closed, late.State);
    }

    private static Message RenewNeeded(SessionPair pair, System.Xml.UniqueId? relatesTo)
    {
        var fault = SecurityFaults.Create(SecurityFaultCode.RenewNeeded, MessageVersion.Default, pair.ServiceProtection.Protocol, SecurityFaults.ConversationFaultAction);
        fault.Headers.RelatesTo = relatesTo;
        return fault;
    }

    /// <summary>A body in whose middle the request is aborted.</summary>
    private sealed class Aborting(RequestContext context, ContextKey key) : BodyWriter(isBuffered: true)
    {
        protected override void OnWriteBodyContents(System.Xml.XmlDictionaryWriter writer)
        {
            context.Abort();
            Assert.Equal(32, key.Key.Bytes.Length);
            writer.WriteElementString("body", "text");
        }
    }

    private sealed class Way : RequestContext
    {
        public bool HasReply { get; private set; }

        public override Message RequestMessage => throw new InvalidOperationException();

        public override void Abort()
        {
        }

        public override ValueTask CloseAsync(CancellationToken cancellationToken = default) => default;

        public override ValueTask ReplyAsync(Message? message, CancellationToken cancellationToken = default)
        {
            HasReply = message is not null;
            message?.Close();
            return default;
        }
    }
}
