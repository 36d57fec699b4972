using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// What one attempt of a message says of sequences: its own place, what has come from the other side, and whether that is to answer.
/// WS-ReliableMessaging 1.1, sections 3.7 to 3.9.
/// </summary>
internal sealed class AttemptHeaders(Wsrm wsrm) : LeadingHeaders
{
    /// <summary>The message's sequence.</summary>
    public string Identifier { get; set; } = string.Empty;

    /// <summary>The message's number in it.</summary>
    public long Number { get; set; }

    /// <summary>True for the last message. 1.0 only.</summary>
    public bool IsLast { get; set; }

    /// <summary>The sequence whose acknowledgement is asked for; null for none.</summary>
    public string? AckRequested { get; set; }

    /// <summary>What has come; null for nothing to say.</summary>
    public Acknowledgement? Acknowledgement { get; set; }

    /// <summary>True in the reply of an HTTP exchange, where others write the Sequence before the acknowledgement.</summary>
    public bool BeginsWithSequence { get; init; }

    private SequenceInfo Sequence => new(Identifier, Number, IsLast, MustUnderstand: true);

    public override int Count => 1 + (AckRequested is null ? 0 : 1) + (Acknowledgement is null ? 0 : 1);

    public override PrefixDeclaration Declaration => wsrm.Declaration;

    public override bool TryWriteBytes(in HeaderByteWriter writer) =>
        (BeginsWithSequence || TryWriteAcknowledgement(writer))
        && (AckRequested is null || RmHeaderForms.TryWriteAckRequested(writer, AckRequested))
        && RmHeaderForms.TryWrite(writer, Sequence, wsrm)
        && (!BeginsWithSequence || TryWriteAcknowledgement(writer));

    public override void InsertInto(MessageHeaders headers)
    {
        if (BeginsWithSequence)
        {
            AddAcknowledgement(headers);
        }

        headers.Insert(0, new SequenceHeader(wsrm, Sequence));
        if (AckRequested is not null)
        {
            headers.Insert(0, new AckRequestedHeader(wsrm, AckRequested));
        }

        if (!BeginsWithSequence)
        {
            AddAcknowledgement(headers);
        }
    }

    private bool TryWriteAcknowledgement(in HeaderByteWriter writer) => Acknowledgement is null || RmHeaderForms.TryWrite(writer, Acknowledgement);

    private void AddAcknowledgement(MessageHeaders headers)
    {
        if (Acknowledgement is not null)
        {
            headers.Insert(0, new AcknowledgementHeader(wsrm, Acknowledgement));
        }
    }
}
