using System.Buffers;

namespace Parley.FaultProxy;

/// <summary>Cuts one direction of a framed connection into records. [MC-NMF] section 2.2.</summary>
internal sealed class FramingRecords
{
    private const int EnvelopeRecord = 6;

    /// <summary>True when what follows cannot be told apart any more: TLS, or one long message in chunks.</summary>
    public bool IsOpaque { get; private set; }

    /// <summary>Takes the next record off.</summary>
    /// <param name="bytes">What has come; shortened by the record.</param>
    /// <param name="record">The whole record.</param>
    /// <param name="envelope">What is in it, when it is a message.</param>
    /// <returns>False when more bytes are needed.</returns>
    public bool TryTake(ref ReadOnlySequence<byte> bytes, out ReadOnlySequence<byte> record, out ReadOnlySequence<byte>? envelope)
    {
        record = default;
        envelope = null;
        var reader = new SequenceReader<byte>(bytes);
        if (!reader.TryRead(out var type))
        {
            return false;
        }

        long rest;
        switch (type)
        {
            case 0: // version
                rest = 2;
                break;
            case 1 or 3: // mode, known encoding
                rest = 1;
                break;
            case 2 or 4 or 8 or 9 or EnvelopeRecord: // via, encoding, fault, upgrade, envelope
                if (!TryReadLength(ref reader, out rest))
                {
                    return false;
                }

                break;
            default: // the others have no content
                rest = 0;
                break;
        }

        if (reader.Remaining < rest)
        {
            return false;
        }

        if (type is 5 or 10)
        {
            IsOpaque = true;
        }

        if (type == EnvelopeRecord)
        {
            envelope = bytes.Slice(reader.Consumed, rest);
        }

        record = bytes.Slice(0, reader.Consumed + rest);
        bytes = bytes.Slice(record.End);
        return true;
    }

    /// <summary>The other direction has agreed on something that hides the records.</summary>
    public void BecomeOpaque() => IsOpaque = true;

    private static bool TryReadLength(ref SequenceReader<byte> reader, out long length)
    {
        length = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (!reader.TryRead(out var part))
            {
                return false;
            }

            length |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return true;
            }
        }

        throw new InvalidDataException("A record's length is longer than any.");
    }
}
