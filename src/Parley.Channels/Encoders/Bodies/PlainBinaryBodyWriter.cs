using System.Buffers.Binary;
using System.Text;
using System.Xml;

namespace Parley.Channels;

/// <summary>Writes plain bodies as binary XML. A name that the session has not written yet is for the XML writer.</summary>
/// <param name="session">The dictionary of a connection; null to write all names out, and the start of the Body with them.</param>
internal sealed class PlainBinaryBodyWriter(BinaryWriterSession? session) : PlainBodyWriter
{
    // The XML writer has a buffer of this size. A text that may not fit, with three bytes for each character, is written in another way.
    private const int XmlBuffer = 512;
    private const int LongestText = 160;
    private MessageBufferStream _output = null!;
    private int _start;

    /// <summary>Begins a message.</summary>
    public void Start(MessageBufferStream output) => _output = output;

    public override bool TryWriteStart(PlainName wrapper)
    {
        if (session is null)
        {
            _start = 0;
            _output.Write(PlainBinary.BodyStart);
            _output.Write(wrapper.InlineElement);
            _output.Write(wrapper.InlineNamespace);
            return true;
        }

        // The XML writer writes no headers into its buffer.
        _start = _output.Count - UsualBinaryHead.EnvelopeAndBody.Length;
        return TryWrite(PlainBinary.Element, wrapper.Name) && TryWrite(PlainBinary.Xmlns, wrapper.Namespace);
    }

    public override void WriteEnd(PlainName wrapper) => _output.Write(PlainBinary.Ends);

    public override bool TryWriteString(PlainName name, string value)
    {
        if (value.Length is < 2 or > LongestText || !Ascii.IsValid(value) || !TryWriteStartOf(name)
            || _output.Count - _start + 2 + (3 * value.Length) > XmlBuffer)
        {
            return false;
        }

        var record = _output.Append(2 + value.Length);
        record[0] = PlainBinary.Chars8 + 1;
        record[1] = (byte)value.Length;
        Encoding.ASCII.GetBytes(value, record[2..]);
        return true;
    }

    public override bool TryWriteBytes(PlainName name, byte[] value)
    {
        if (value.Length == 0 || !TryWriteStartOf(name))
        {
            return false;
        }

        // The XML writer writes groups of three, and then what is left.
        var left = value.Length % 3;
        if (value.Length > left)
        {
            WriteBytes(value.AsSpan(0, value.Length - left), isEnd: left == 0);
        }

        if (left > 0)
        {
            WriteBytes(value.AsSpan(value.Length - left), isEnd: true);
        }

        return true;
    }

    public override bool TryWriteInteger(PlainName name, long value)
    {
        if (!TryWriteStartOf(name))
        {
            return false;
        }

        switch (value)
        {
            case 0:
                _output.WriteByte(PlainBinary.Zero + 1);
                break;
            case 1:
                _output.WriteByte(PlainBinary.One + 1);
                break;
            case >= sbyte.MinValue and <= sbyte.MaxValue:
                Record(PlainBinary.Int8, 1)[0] = (byte)value;
                break;
            case >= short.MinValue and <= short.MaxValue:
                BinaryPrimitives.WriteInt16LittleEndian(Record(PlainBinary.Int16, 2), (short)value);
                break;
            case >= int.MinValue and <= int.MaxValue:
                BinaryPrimitives.WriteInt32LittleEndian(Record(PlainBinary.Int32, 4), (int)value);
                break;
            default:
                BinaryPrimitives.WriteInt64LittleEndian(Record(PlainBinary.Int64, 8), value);
                break;
        }

        return true;
    }

    public override bool TryWriteBoolean(PlainName name, bool value)
    {
        if (!TryWriteStartOf(name))
        {
            return false;
        }

        _output.WriteByte((byte)((value ? PlainBinary.True : PlainBinary.False) + 1));
        return true;
    }

    public override bool TryWriteGuid(PlainName name, Guid value) =>
        TryWriteStartOf(name) && value.TryWriteBytes(Record(PlainBinary.Uuid, 16));

    private Span<byte> Record(byte record, int size)
    {
        var bytes = _output.Append(1 + size);
        bytes[0] = (byte)(record + 1);
        return bytes[1..];
    }

    private void WriteBytes(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        var end = isEnd ? 1 : 0;
        Span<byte> record;
        switch (bytes.Length)
        {
            case <= byte.MaxValue:
                record = _output.Append(2 + bytes.Length);
                record[0] = (byte)(PlainBinary.Bytes8 + end);
                record[1] = (byte)bytes.Length;
                break;
            case <= ushort.MaxValue:
                record = _output.Append(3 + bytes.Length);
                record[0] = (byte)(PlainBinary.Bytes16 + end);
                BinaryPrimitives.WriteUInt16LittleEndian(record[1..], (ushort)bytes.Length);
                break;
            default:
                record = _output.Append(5 + bytes.Length);
                record[0] = (byte)(PlainBinary.Bytes32 + end);
                BinaryPrimitives.WriteInt32LittleEndian(record[1..], bytes.Length);
                break;
        }

        bytes.CopyTo(record[^bytes.Length..]);
    }

    private bool TryWriteStartOf(PlainName name)
    {
        if (session is not null)
        {
            return TryWrite(PlainBinary.Element, name.Name);
        }

        _output.Write(name.InlineElement);
        return true;
    }

    private bool TryWrite(byte record, XmlDictionaryString name)
    {
        if (!session!.TryGetKey(name, out var key))
        {
            return false;
        }

        var id = (key * 2) + 1;
        var bytes = _output.Append(1 + MultiByteInt31.SizeOf(id));
        bytes[0] = record;
        MultiByteInt31.Write(bytes[1..], id);
        return true;
    }
}
