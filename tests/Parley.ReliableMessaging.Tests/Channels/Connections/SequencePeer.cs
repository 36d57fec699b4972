using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

/// <summary>A service at the other end of <see cref="Wires"/>: one session, run by an engine. It answers over the connection that spoke last.</summary>
internal sealed class SequencePeer : SessionDriver
{
    private readonly Wires _wires;
    private readonly ReliableSettings _settings;
    private readonly string _identifier = "urn:uuid:" + Guid.NewGuid().ToString("D");
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SequenceSession<SessionPayload>? _engine;
    private RmTranslator? _translator;
    private WireConnection? _connection;
    private System.Xml.UniqueId? _createId;

    public SequencePeer(Wires wires, ReliableSettings settings)
        : base(wires.Time, SessionWatch.Create([], SessionRole.Responder, settings.Version))
    {
        _wires = wires;
        _settings = settings;
        wires.Service = Handle;
    }

    public override SessionEngine<SessionPayload> Engine => _engine!;

    protected override Uri PeerAddress => new(EndpointAddress.AnonymousUri.AbsoluteUri);

    /// <summary>What was delivered to the application, in order.</summary>
    public List<string> Delivered { get; } = [];

    /// <summary>False: the application takes nothing.</summary>
    public bool Takes { get; set; } = true;

    /// <summary>True: the service closes its half when the client has closed its own.</summary>
    public bool ClosesInTurn { get; set; } = true;

    /// <summary>Done when the session has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The address that CreateSequenceResponse accepts; null: the right one.</summary>
    public EndpointAddress? Accepts { get; set; }

    public void Send(string text)
    {
        lock (Gate)
        {
            Assert.Equal(SendResult.Taken, _engine!.Send(Now, SessionPayload.ToSend(Texts.Create(_wires.MessageVersion, text), null), out _));
        }

        Run();
    }

    public void CloseOutput()
    {
        lock (Gate)
        {
            _engine!.CloseOutput(Now);
        }

        Run();
    }

    /// <summary>The application takes what is there.</summary>
    public void TakeAll()
    {
        Takes = true;
        Run();
    }

    public void Abort()
    {
        lock (Gate)
        {
            _engine!.Abort(Now);
        }

        Run();
    }

    protected override ValueTask<bool> TransmitAsync(in Transmission<SessionPayload> transmission)
    {
        var message = transmission.Kind == MessageKind.CreateSequenceResponse
            ? RmMessages.CreateSequenceResponse(
                _wires.MessageVersion,
                _wires.Wsrm,
                new CreateSequenceResponseBody
                {
                    Identifier = _identifier,
                    Behavior = _wires.Wsrm.Is11 ? IncompleteSequenceBehavior.NoDiscard : null,
                    AcceptAcksTo = transmission.AcceptsOffer ? Accepts ?? new EndpointAddress("wires://service/") : null,
                },
                _createId!)
            : _translator!.ToMessage(transmission)!;
        if (_connection!.State != CommunicationState.Opened)
        {
            return new(false);
        }

        _connection.Deliver(message);
        return new(true);
    }

    protected override void Break(Exception failure) => Abort();

    protected override void OnProgress()
    {
        if (_engine is null)
        {
            return;
        }

        while (Takes && _engine.TryTakeDelivery(Now, out var delivery))
        {
            using var message = delivery.Payload!.TakeMessage();
            Delivered.Add(message.GetBody<string>());
        }

        if (ClosesInTurn && _engine.Destination is DestinationState.Complete or DestinationState.Terminated)
        {
            _engine.CloseOutput(Now);
        }

        if (_engine.Outcome is not null)
        {
            _ended.TrySetResult();
        }
    }

    private void Handle(WireConnection connection, Message message)
    {
        _connection = connection;
        var headers = RmHeaders.Read(message, _wires.Wsrm);
        if (headers.Kind == MessageKind.CreateSequence)
        {
            using (message)
            {
                _createId = message.Headers.MessageId;
                var body = CreateSequenceBody.Read(message, _wires.Wsrm);
                lock (Gate)
                {
                    _engine ??= SequenceSession<SessionPayload>.CreateResponder(_settings, Now, _identifier, body.Offer?.Identifier);
                    _translator ??= new RmTranslator(_wires.Wsrm, _wires.MessageVersion, new EndpointAddress("wires://service/"), body.AcksTo);
                    _engine.HandleArrival(Now, new() { Kind = MessageKind.CreateSequence, Identifier = body.Offer?.Identifier });
                }
            }
        }
        else
        {
            lock (Gate)
            {
                _translator!.ToArrival(message, headers, _engine!.OutputIdentifier, null, out var arrival);
                _engine.HandleArrival(Now, arrival);
            }
        }

        Run();
    }
}
