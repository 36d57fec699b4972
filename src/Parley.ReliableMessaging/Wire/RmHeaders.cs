using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>What the headers of a received message say about sequences.</summary>
internal sealed class RmHeaders
{
    private static readonly RmHeaders _none = new(MessageKind.Message);

    private Acknowledgement[] _acknowledgements = [];
    private string[] _ackRequests = [];

    private RmHeaders(MessageKind? kind) => Kind = kind;

    /// <summary>What the message's action says; null when it is one in the protocol's namespace that the version does not define.</summary>
    public MessageKind? Kind { get; }

    /// <summary>True for messages of the protocol itself, which the application never gets.</summary>
    public bool IsInfrastructure => Kind != MessageKind.Message;

    /// <summary>The message's place in a sequence; null when it has none.</summary>
    public SequenceInfo? Sequence => SequenceHeader?.Sequence;

    /// <summary>The header that says so; null when there is none.</summary>
    public SequenceHeader? SequenceHeader { get; private set; }

    /// <summary>What the peer has got; nearly always one or none, never two of the same sequence.</summary>
    public IReadOnlyList<Acknowledgement> Acknowledgements => _acknowledgements;

    /// <summary>The sequences that the peer wants to know about; nearly always one or none, never the same twice.</summary>
    public IReadOnlyList<string> AckRequests => _ackRequests;

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
        var kind = wsrm.KindOf(headers.Action);
        RmHeaders? result = null;
        for (var i = 0; i < headers.Count; i++)
        {
            var header = headers[i];
            if (header is not AddressingHeader && header.Namespace == wsrm.Namespace.Value
                && headers.MessageVersion.Envelope.IsUltimateDestination(header.Actor))
            {
                result ??= new RmHeaders(kind);
                if (result.TryRead(headers, i, header, wsrm))
                {
                    headers.SetUnderstood(header, true);
                }
            }
        }

        return result ?? (kind == MessageKind.Message ? _none : new RmHeaders(kind));
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
    public Acknowledgement? AcknowledgementOf(string identifier)
    {
        foreach (var acknowledgement in _acknowledgements)
        {
            if (acknowledgement.Identifier == identifier)
            {
                return acknowledgement;
            }
        }

        return null;
    }

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
        _acknowledgements = [.. _acknowledgements, acknowledgement];
    }

    private void Add(string ackRequest, MessageHeaderInfo header)
    {
        RefuseSecond(Array.IndexOf(_ackRequests, ackRequest) >= 0, header);
        _ackRequests = [.. _ackRequests, ackRequest];
    }

    private static void RefuseSecond(bool isSecond, MessageHeaderInfo header)
    {
        if (isSecond)
        {
            throw new MustUnderstandException([header]);
        }
    }
}
