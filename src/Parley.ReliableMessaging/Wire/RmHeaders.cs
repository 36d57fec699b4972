using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>What the headers of a received message say about sequences.</summary>
/// <remarks>It is large: whoever gets one hands it on by reference.</remarks>
internal struct RmHeaders
{
    private Acknowledgement? _acknowledgement;
    private List<Acknowledgement>? _moreAcknowledgements;
    private string? _ackRequest;
    private List<string>? _moreAckRequests;

    /// <summary>What the message's action says; null when it is one in the protocol's namespace that the version does not define.</summary>
    public MessageKind? Kind { get; private set; }

    /// <summary>True for messages of the protocol itself, which the application never gets.</summary>
    public readonly bool IsInfrastructure => Kind != MessageKind.Message;

    /// <summary>The message's place in a sequence; null when it has none.</summary>
    public readonly SequenceInfo? Sequence => SequenceHeader?.Sequence;

    /// <summary>The header that says so; null when there is none.</summary>
    public SequenceHeader? SequenceHeader { get; private set; }

    /// <summary>What the peer has got; nearly always one or none, never two of the same sequence.</summary>
    public readonly IReadOnlyList<Acknowledgement> Acknowledgements =>
        _acknowledgement is null ? [] : _moreAcknowledgements is null ? [_acknowledgement] : [_acknowledgement, .. _moreAcknowledgements];

    /// <summary>The sequences that the peer wants to know about; nearly always one or none, never the same twice.</summary>
    public readonly IReadOnlyList<string> AckRequests =>
        _ackRequest is null ? [] : _moreAckRequests is null ? [_ackRequest] : [_ackRequest, .. _moreAckRequests];

    /// <summary>The first of <see cref="Acknowledgements"/>; null when there is none.</summary>
    public readonly Acknowledgement? FirstAcknowledgement => _acknowledgement;

    /// <summary>The first of <see cref="AckRequests"/>; null when there is none.</summary>
    public readonly string? FirstAckRequest => _ackRequest;

    /// <summary>True when CreateSequence names a security token. 1.1 only.</summary>
    public bool UsesSequenceStr { get; private set; }

    /// <summary>True when CreateSequence ties the sequence to the TLS connection, which is not supported. 1.1 only.</summary>
    public bool UsesSequenceSsl { get; private set; }

    /// <summary>
    /// Reads the headers of one version that are for the last receiver, and says that they are understood. Headers of the other version are
    /// left alone.
    /// </summary>
    /// <param name="message">The message; its body is not touched.</param>
    /// <param name="wsrm">The version.</param>
    /// <exception cref="MalformedRmException">A header cannot be read.</exception>
    /// <exception cref="MustUnderstandException">A header stands twice.</exception>
    /// <exception cref="MessageHeaderException">The action cannot be read.</exception>
    public static RmHeaders Read(Message message, Wsrm wsrm)
    {
        var headers = message.Headers;
        var result = new RmHeaders { Kind = wsrm.KindOf(headers.Action) };
        for (var i = 0; i < headers.Count; i++)
        {
            if (headers.AddressingHeaderAt(i) is not null)
            {
                continue;
            }

            var header = headers.Get(i);
            if (header.Namespace == wsrm.Namespace.Value && headers.MessageVersion.Envelope.IsUltimateDestination(header.Actor)
                && result.TryRead(headers, i, header, wsrm))
            {
                headers.SetUnderstood(i);
            }
        }

        return result;
    }

    /// <summary>Checks a message of the protocol itself, which no dispatcher will check.</summary>
    /// <exception cref="MustUnderstandException">A header that must be understood was not.</exception>
    public static void RequireUnderstood(Message message)
    {
        if (message.Headers.GetHeadersNotUnderstood() is { } headers)
        {
            throw new MustUnderstandException(headers);
        }
    }

    /// <summary>Numbers a message: the Sequence header before all others.</summary>
    public static void AddSequence(Message message, Wsrm wsrm, string identifier, long number, bool isLast = false)
        => message.Headers.Insert(0, new SequenceHeader(wsrm, new SequenceInfo(identifier, number, isLast, MustUnderstand: true)));

    /// <summary>Asks for an acknowledgement: the header before all others. To be called after <see cref="AddSequence"/>.</summary>
    public static void AddAckRequested(Message message, Wsrm wsrm, string identifier)
        => message.Headers.Insert(0, new AckRequestedHeader(wsrm, identifier));

    /// <summary>
    /// Acknowledges: the header before all others. To be called after <see cref="AddAckRequested"/>; in the reply of an HTTP exchange before
    /// <see cref="AddSequence"/>, which is the order that others write.
    /// </summary>
    public static void AddAcknowledgement(Message message, Wsrm wsrm, Acknowledgement acknowledgement)
        => message.Headers.Insert(0, new AcknowledgementHeader(wsrm, acknowledgement));

    /// <summary>The acknowledgement of one sequence; null when there is none.</summary>
    public readonly Acknowledgement? AcknowledgementOf(string identifier) =>
        _acknowledgement is null || _acknowledgement.Identifier == identifier
            ? _acknowledgement
            : _moreAcknowledgements?.Find(acknowledgement => acknowledgement.Identifier == identifier);

    private bool TryRead(MessageHeaders headers, int index, MessageHeaderInfo header, Wsrm wsrm)
    {
        // Read with the message, or kept as XML.
        switch (header)
        {
            case SequenceHeader sequence:
                Set(sequence, header);
                return true;
            case AcknowledgementHeader acknowledgement:
                Add(acknowledgement.Acknowledgement, header);
                return true;
            case AckRequestedHeader ackRequested:
                Add(ackRequested.Identifier, header);
                return true;
            case MalformedRmHeader malformed:
                throw malformed.Exception;
            default:
                return TryReadXml(headers, index, header, wsrm);
        }
    }

    private bool TryReadXml(MessageHeaders headers, int index, MessageHeaderInfo header, Wsrm wsrm)
    {
        switch (header.Name)
        {
            case "Sequence":
                using (var reader = headers.GetReaderAtHeader(index))
                {
                    Set(new SequenceHeader(wsrm, RmHeaderReader.ReadSequence(reader, wsrm, header.MustUnderstand)), header);
                }

                return true;
            case "SequenceAcknowledgement":
                using (var reader = headers.GetReaderAtHeader(index))
                {
                    Add(AcknowledgementReader.Read(reader, wsrm), header);
                }

                return true;
            case "AckRequested":
                using (var reader = headers.GetReaderAtHeader(index))
                {
                    Add(RmHeaderReader.ReadAckRequested(reader, wsrm), header);
                }

                return true;
            case "UsesSequenceSTR" when wsrm.Is11:
                RefuseSecond(UsesSequenceStr, header);
                return UsesSequenceStr = true;
            case "UsesSequenceSSL" when wsrm.Is11:
                RefuseSecond(UsesSequenceSsl, header);
                return UsesSequenceSsl = true;
            case "SequenceFault":
                // Understood here; read with the fault.
                return true;
            default:
                return false;
        }
    }

    private void Set(SequenceHeader sequence, MessageHeaderInfo header)
    {
        RefuseSecond(SequenceHeader is not null, header);
        SequenceHeader = sequence;
    }

    private void Add(Acknowledgement acknowledgement, MessageHeaderInfo header)
    {
        RefuseSecond(AcknowledgementOf(acknowledgement.Identifier) is not null, header);
        if (_acknowledgement is null)
        {
            _acknowledgement = acknowledgement;
        }
        else
        {
            (_moreAcknowledgements ??= []).Add(acknowledgement);
        }
    }

    private void Add(string ackRequest, MessageHeaderInfo header)
    {
        RefuseSecond(_ackRequest == ackRequest || _moreAckRequests?.Contains(ackRequest) is true, header);
        if (_ackRequest is null)
        {
            _ackRequest = ackRequest;
        }
        else
        {
            (_moreAckRequests ??= []).Add(ackRequest);
        }
    }

    private static void RefuseSecond(bool isSecond, MessageHeaderInfo header)
    {
        if (isSecond)
        {
            throw new MustUnderstandException([header]);
        }
    }
}
