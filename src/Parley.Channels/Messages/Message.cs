using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Channels;

/// <summary>
/// A SOAP message: headers and properties, and a body that is read, written or copied once. Not thread-safe.
/// WCF documentation: Message.
/// </summary>
public abstract partial class Message : IDisposable
{
    private MessageState _state;

    /// <summary>The headers.</summary>
    public abstract MessageHeaders Headers { get; }

    /// <summary>The headers, for whoever only looks at those of addressing: others may not be among them.</summary>
    internal virtual MessageHeaders AddressingHeaders => Headers;

    /// <summary>What the parts of this process have to say about the message; never on the wire.</summary>
    public abstract MessageProperties Properties { get; }

    /// <summary>The versions of SOAP and WS-Addressing.</summary>
    public abstract MessageVersion Version { get; }

    /// <summary>True when there is nothing in the body.</summary>
    /// <exception cref="ObjectDisposedException">The message is closed.</exception>
    public virtual bool IsEmpty
    {
        get
        {
            ThrowIfClosed();
            return false;
        }
    }

    /// <summary>True when the body is a SOAP fault.</summary>
    /// <exception cref="ObjectDisposedException">The message is closed.</exception>
    public virtual bool IsFault
    {
        get
        {
            ThrowIfClosed();
            return false;
        }
    }

    /// <summary>Where the message is in its life.</summary>
    public MessageState State => _state;

    /// <summary>True when the message is closed.</summary>
    protected bool IsDisposed => _state == MessageState.Closed;

    /// <summary>Closes the message and releases what it holds. Safe to call again.</summary>
    public void Close()
    {
        if (_state != MessageState.Closed)
        {
            _state = MessageState.Closed;
            OnClose();
            Closed?.Invoke();
        }
    }

    void IDisposable.Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Copies the message into memory, from where it can be made again many times. This message can be closed only afterwards.</summary>
    /// <param name="maxBufferSize">The most bytes to keep; at least 0. <see cref="int.MaxValue"/> for no limit.</param>
    /// <exception cref="QuotaExceededException">The message is larger.</exception>
    /// <exception cref="InvalidOperationException">The message has been read, written or copied.</exception>
    public MessageBuffer CreateBufferedCopy(int maxBufferSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBufferSize);
        EnterState(MessageState.Copied);
        return OnCreateBufferedCopy(maxBufferSize);
    }

    /// <summary>The body as an object, read by the data contract serializer.</summary>
    /// <typeparam name="T">The object's type.</typeparam>
    /// <exception cref="InvalidOperationException">The message has been read, written or copied, or it is empty.</exception>
    public T GetBody<T>()
    {
        using var reader = GetReaderAtBodyContents();
        return OnGetBody<T>(reader);
    }

    /// <summary>The body as an object, read by a serializer.</summary>
    /// <typeparam name="T">The object's type.</typeparam>
    /// <param name="serializer">The serializer.</param>
    /// <exception cref="InvalidOperationException">The message has been read, written or copied, or it is empty.</exception>
    public T GetBody<T>(XmlObjectSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        using var reader = GetReaderAtBodyContents();
        var body = (T)serializer.ReadObject(reader)!;
        ReadToEnd(reader);
        return body;
    }

    /// <summary>An attribute of the Body element; null when it does not have it.</summary>
    /// <param name="localName">The attribute's local name.</param>
    /// <param name="ns">The attribute's namespace.</param>
    public string? GetBodyAttribute(string localName, string ns)
    {
        ArgumentNullException.ThrowIfNull(localName);
        ArgumentNullException.ThrowIfNull(ns);
        ThrowIfClosed();
        return OnGetBodyAttribute(localName, ns);
    }

    /// <summary>A reader on what stands in the body. The message is in the state Read afterwards; close it after the reader.</summary>
    /// <exception cref="InvalidOperationException">The message has been read, written or copied, or it is empty.</exception>
    public XmlDictionaryReader GetReaderAtBodyContents()
    {
        ThrowIfNotCreated();
        if (IsEmpty)
        {
            throw new InvalidOperationException("The message's body is empty: there is nothing to read. Ask IsEmpty first.");
        }

        _state = MessageState.Read;
        return OnGetReaderAtBodyContents();
    }

    /// <summary>Writes the message as XML for people; the body too unless it has been read or written.</summary>
    public override string ToString()
    {
        if (IsDisposed)
        {
            return GetType().FullName!;
        }

        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, ConformanceLevel = ConformanceLevel.Fragment }))
        using (var writer = XmlDictionaryWriter.CreateDictionaryWriter(xml))
        {
            WriteForPeople(writer);
        }

        return text.ToString();
    }

    /// <summary>The body as a plain one, to be read without an XML reader. <see cref="EndPlainBody"/> follows when it has been read.</summary>
    /// <returns>False when the body is to be read by <see cref="GetReaderAtBodyContents"/>.</returns>
    internal virtual bool TryGetPlainBody(out PlainBodyReader body)
    {
        body = default;
        return false;
    }

    /// <summary>The plain body has been read.</summary>
    internal void EndPlainBody() => TryEnterState(MessageState.Read);

    /// <summary>
    /// A new reader that stands on the Envelope element of a received message, over the bytes as they came; each call gives one that begins
    /// anew. It is good until the message is closed, and one of them is used at a time. Its quotas are those of the encoder.
    /// </summary>
    /// <returns>
    /// Null for a message that did not come over the wire or is not in memory, and for one that has no headers but those of addressing and
    /// reliable messaging: such a message is taken apart when it comes.
    /// </returns>
    internal virtual XmlDictionaryReader? OpenEnvelope() => null;

    /// <summary>The envelope of <see cref="OpenEnvelope"/> as it came, when that was text in UTF-8.</summary>
    /// <param name="text">It stays as it is until the message is closed.</param>
    /// <param name="quotas">The encoder's quotas, which readers of the text keep.</param>
    internal virtual bool TryGetEnvelopeText(out ArraySegment<byte> text, [NotNullWhen(true)] out XmlDictionaryReaderQuotas? quotas)
    {
        text = default;
        quotas = null;
        return false;
    }

    /// <summary>What is known of a received envelope that has a known form; else null.</summary>
    internal virtual EnvelopeMatch? Match => null;

    /// <summary>Whether the encoder that brought the message takes one more form of envelopes.</summary>
    internal virtual bool RemembersForms => false;

    /// <summary>Tells the encoder that brought the message of the form in which it came.</summary>
    internal virtual void Remember(EnvelopeForm form)
    {
    }

    /// <summary>Writes the whole message as text in UTF-8, for a message that does so faster than by an XML writer.</summary>
    /// <param name="output">Takes the text, whole or nothing of it.</param>
    /// <returns>False when it does not: it is written by an XML writer. Otherwise the message's state is Written afterwards.</returns>
    /// <exception cref="InvalidOperationException">The message has been read, written or copied.</exception>
    internal virtual bool TryWriteText(Stream output) => false;

    /// <summary>Writes the body as it is shown to people, for a message that this one is part of.</summary>
    internal void WriteBodyForPeople(XmlDictionaryWriter writer) => OnBodyToString(writer);

    /// <summary>Reads what is left of the message behind the body's contents, so that what is malformed there is noticed.</summary>
    internal static void ReadToEnd(XmlDictionaryReader reader)
    {
        while (reader.NodeType is XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace or XmlNodeType.Comment)
        {
            reader.Read();
        }

        if (!reader.EOF && reader.NodeType != XmlNodeType.EndElement)
        {
            throw new XmlException($"The message's body has more in it than was expected: '{reader.Name}'.");
        }

        while (reader.ReadState == ReadState.Interactive && reader.Read())
        {
        }
    }

    /// <summary>
    /// Copies the message as it is now: whatever becomes of the objects in it, every message made from the copy says the same.
    /// </summary>
    /// <exception cref="InvalidOperationException">The message has been read, written or copied.</exception>
    internal virtual MessageBuffer CreatePreservedCopy() => CreateBufferedCopy(int.MaxValue);

    /// <summary>A message that is closed begins again. Nobody may have kept it.</summary>
    /// <returns>False when it cannot.</returns>
    private protected bool TryBeginAgain()
    {
        if (!IsDisposed || Closed is not null)
        {
            return false;
        }

        _state = MessageState.Created;
        return true;
    }

    internal void ThrowIfClosed() => ObjectDisposedException.ThrowIf(IsDisposed, this);

    /// <summary>Told when the message has been closed.</summary>
    internal Action? Closed { get; set; }

    /// <summary>Releases what the message holds.</summary>
    protected virtual void OnClose()
    {
    }

    /// <summary>Makes the buffer of <see cref="CreateBufferedCopy"/>.</summary>
    /// <param name="maxBufferSize">The most bytes to keep.</param>
    protected virtual MessageBuffer OnCreateBufferedCopy(int maxBufferSize)
    {
        var isEmpty = IsEmpty;
        var isFault = IsFault;
        return new InfosetMessageBuffer(CopyBody(maxBufferSize), Headers, Properties, isEmpty, isFault);
    }

    /// <summary>Reads the body as an object. The default uses the data contract serializer.</summary>
    /// <typeparam name="T">The object's type.</typeparam>
    /// <param name="reader">Stands on what is in the body.</param>
    protected virtual T OnGetBody<T>(XmlDictionaryReader reader)
    {
        var body = (T)ObjectContent.SerializerOf(typeof(T)).ReadObject(reader)!;
        ReadToEnd(reader);
        return body;
    }

    /// <summary>An attribute of the Body element; null when it does not have it.</summary>
    /// <param name="localName">The attribute's local name.</param>
    /// <param name="ns">The attribute's namespace.</param>
    protected virtual string? OnGetBodyAttribute(string localName, string ns) => null;

    /// <summary>A reader on what stands in the body. The default writes the body into memory and reads it from there.</summary>
    protected virtual XmlDictionaryReader OnGetReaderAtBodyContents() => OpenCopy(CopyBody(int.MaxValue), Version);

    /// <summary>The body in memory, with the tags of Envelope and Body around it.</summary>
    private protected InfosetBuffer CopyBody(int maxBufferSize)
    {
        var buffer = InfosetWriter.Start(maxBufferSize);
        var hasEnvelope = Version.Envelope != EnvelopeVersion.None;
        if (hasEnvelope)
        {
            OnWriteStartEnvelope(buffer.Writer);
            OnWriteStartBody(buffer.Writer);
        }
        else
        {
            buffer.Writer.WriteStartElement("Wrapper");
        }

        OnWriteBodyContents(buffer.Writer);
        buffer.Writer.WriteEndElement();
        if (hasEnvelope)
        {
            buffer.Writer.WriteEndElement();
        }

        return buffer.ToBuffer();
    }

    /// <summary>A reader on what stands in the body that <see cref="CopyBody"/> put into memory.</summary>
    internal static XmlDictionaryReader OpenCopy(InfosetBuffer body, MessageVersion version)
        => body.OpenInside(version.Envelope == EnvelopeVersion.None ? 1 : 2);

    private void ThrowIfNotCreated()
    {
        if (_state != MessageState.Created)
        {
            throw _state switch
            {
                MessageState.Read => new InvalidOperationException("The message has been read. A message's body can be read once; CreateBufferedCopy gives more."),
                MessageState.Written => new InvalidOperationException("The message has been written. A message can be written once; CreateBufferedCopy gives more."),
                MessageState.Copied => new InvalidOperationException("The message has been copied. Go on with what CreateMessage of the copy gives."),
                _ => new ObjectDisposedException(GetType().FullName, "The message is closed."),
            };
        }
    }

    /// <summary>Enters a state without an exception; false when the message has left its first.</summary>
    private protected bool TryEnterState(MessageState next)
    {
        if (_state != MessageState.Created)
        {
            return false;
        }

        _state = next;
        return true;
    }

    private protected void EnterState(MessageState next)
    {
        ThrowIfNotCreated();
        _state = next;
    }
}
