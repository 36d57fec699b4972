namespace Parley.ReliableMessaging;

/// <content>The session as a monitor shows it.</content>
internal abstract partial class SessionDriver
{
    /// <summary>What the session looks like now.</summary>
    public ReliableSessionSnapshot Snapshot()
    {
        lock (Gate)
        {
            var engine = Engine;
            var numbers = engine.Record.Numbers;
            var now = Now;
            return new()
            {
                OutputSequence = engine.OutputIdentifier,
                InputSequence = engine.InputIdentifier,
                Role = engine.Role == SessionRole.Initiator ? ReliableSessionRole.Client : ReliableSessionRole.Service,
                Version = engine.Settings.Version == ReliableVersion.V11
                    ? ReliableMessagingVersion.WSReliableMessaging11
                    : ReliableMessagingVersion.WSReliableMessagingFebruary2005,
                RemoteAddress = PeerAddress,
                RemoteEndpoint = PeerEndpoint is null ? null : Peer,
                LocalAddress = ListenAddress,
                State = engine.State switch
                {
                    SessionState.Created or SessionState.Opening => ReliableSessionState.Opening,
                    SessionState.Open => ReliableSessionState.Open,
                    SessionState.Closing => ReliableSessionState.Closing,
                    SessionState.Closed => ReliableSessionState.Closed,
                    _ => ReliableSessionState.Faulted,
                },
                MessagesSent = numbers.Sent,
                MessagesAcknowledged = numbers.Acknowledged,
                MessagesRetransmitted = numbers.Retransmitted,
                MessagesReceived = numbers.Received,
                MessagesDelivered = numbers.Delivered,
                DuplicatesDropped = numbers.Duplicates,
                WindowSize = engine.Settings.MaxTransferWindowSize,
                WindowUsed = engine.Unacknowledged,
                MessagesHeld = engine.Untaken,
                Age = now,
                Idle = now - engine.LastReceived,
            };
        }
    }
}
