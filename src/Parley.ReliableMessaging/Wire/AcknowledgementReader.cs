using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// Reads the header SequenceAcknowledgement. Ranges may come in any order and overlap; they are put in order and merged. Nack is checked and
/// says nothing to us: what is missing shows in the ranges. Final may also stand before the ranges, as gSOAP writes it.
/// WS-ReliableMessaging 1.1, section 3.9.
/// </summary>
internal ref struct AcknowledgementReader
{
    private readonly XmlDictionaryReader _reader;
    private readonly Wsrm _wsrm;
    private AckRange _first;
    private List<AckRange>? _ranges;
    private int _count;
    private bool _none;
    private bool _nack;
    private bool _final;
    private int? _bufferRemaining;

    private AcknowledgementReader(XmlDictionaryReader reader, Wsrm wsrm)
    {
        _reader = reader;
        _wsrm = wsrm;
    }

    /// <summary>Reads the element that the reader stands on.</summary>
    /// <exception cref="MalformedRmException">It is malformed.</exception>
    public static Acknowledgement Read(XmlDictionaryReader reader, Wsrm wsrm)
    {
        string? identifier = null;
        try
        {
            reader.ReadFullStartElement(WsrmNames.SequenceAcknowledgement, wsrm.Namespace);
            identifier = RmXml.ReadIdentifier(reader, wsrm);
            var contents = new AcknowledgementReader(reader, wsrm);
            while (reader.IsStartElement())
            {
                contents.ReadChild();
            }

            var acknowledgement = contents.ToAcknowledgement(identifier);
            reader.ReadEndElement();
            return acknowledgement;
        }
        catch (Exception e) when (RmXml.IsMalformed(e))
        {
            throw new MalformedRmException(wsrm, WsrmNames.SequenceAcknowledgement.Value, identifier, e.Message, e);
        }
    }

    private void ReadChild()
    {
        if (RmXml.IsOn(_reader, _wsrm, WsrmNames.AcknowledgementRange))
        {
            ReadRange();
        }
        else if (RmXml.IsOn(_reader, _wsrm, WsrmNames.Nack))
        {
            RmXml.ReadElement(_reader, WsrmNames.Nack, 0);
            _nack = true;
        }
        else if (_reader.IsStartElement(WsrmNames.BufferRemaining, WsrmNames.ExtensionNamespace))
        {
            ReadBufferRemaining();
        }
        else if (_wsrm.Is11 && RmXml.IsOn(_reader, _wsrm, WsrmNames.None))
        {
            RmXml.ReadMark(_reader);
            _none = true;
        }
        else if (_wsrm.Is11 && RmXml.IsOn(_reader, _wsrm, WsrmNames.Final))
        {
            RmXml.ReadMark(_reader);
            _final = true;
        }
        else
        {
            _reader.Skip();
        }
    }

    private void ReadRange()
    {
        var range = new AckRange(
            RmXml.ReadAttribute(_reader, WsrmNames.Lower, _wsrm.Is11 ? 1 : 0), RmXml.ReadAttribute(_reader, WsrmNames.Upper, 0));
        if (range.Lower > range.Upper || (range.Lower == 0 && range.Upper > 0))
        {
            throw new XmlException($"The range {range.Lower} to {range.Upper} is none.");
        }

        _reader.Skip();
        if (_count++ == 0)
        {
            _first = range;
            return;
        }

        (_ranges ??= [_first]).Add(range);
    }

    private void ReadBufferRemaining()
    {
        if (_bufferRemaining is not null)
        {
            throw new XmlException("BufferRemaining stands twice.");
        }

        var value = _reader.ReadElementContentAsInt();
        _bufferRemaining = value >= 0 ? value : throw new XmlException($"BufferRemaining is {value}, less than 0.");
    }

    private readonly Acknowledgement ToAcknowledgement(string identifier)
    {
        if ((_count > 0 ? 1 : 0) + (_none ? 1 : 0) + (_nack ? 1 : 0) != 1)
        {
            throw new XmlException("There must be ranges, or None, or Nacks, and not two of these.");
        }

        if (_final && _nack)
        {
            throw new XmlException("Final must go with ranges or None.");
        }

        return new Acknowledgement
        {
            Identifier = identifier,
            Ranges = Merge(),
            IsFinal = _final,
            BufferRemaining = _bufferRemaining,
        };
    }

    private readonly AckRange[] Merge()
    {
        if (_ranges is null)
        {
            return _count == 0 || _first.Upper == 0 ? [] : [_first];
        }

        _ranges.Sort(static (one, other) => one.Lower.CompareTo(other.Lower));
        if (_ranges[0].Upper == 0)
        {
            throw new XmlException("The range 0 to 0 says that nothing has arrived, but there are others.");
        }

        var last = 0;
        for (var i = 1; i < _ranges.Count; i++)
        {
            // Neighbours count as one; without overflow at the largest number.
            if (_ranges[i].Lower - 1 <= _ranges[last].Upper)
            {
                _ranges[last] = _ranges[last] with { Upper = Math.Max(_ranges[last].Upper, _ranges[i].Upper) };
            }
            else
            {
                _ranges[++last] = _ranges[i];
            }
        }

        return [.. _ranges[..(last + 1)]];
    }
}
