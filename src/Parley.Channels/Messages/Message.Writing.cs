using System.Xml;

namespace Parley.Channels;

// Writing, as a whole and in parts. The parts may be called in order instead of WriteMessage.
public abstract partial class Message
{
    /// <summary>Writes the whole message. Its state is Written afterwards.</summary>
    /// <param name="writer">Where to write.</param>
    /// <exception cref="InvalidOperationException">The message has been read, written or copied.</exception>
    public void WriteMessage(XmlWriter writer) => WriteMessage(XmlDictionaryWriter.CreateDictionaryWriter(writer));

    /// <summary>Writes the whole message. Its state is Written afterwards.</summary>
    /// <param name="writer">Where to write.</param>
    /// <exception cref="InvalidOperationException">The message has been read, written or copied.</exception>
    public void WriteMessage(XmlDictionaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        EnterState(MessageState.Written);
        OnWriteMessage(writer);
    }

    /// <summary>Writes the Body element with its contents. The message's state is Written afterwards.</summary>
    /// <param name="writer">Where to write.</param>
    /// <exception cref="InvalidOperationException">The message has been read, written or copied.</exception>
    public void WriteBody(XmlWriter writer) => WriteBody(XmlDictionaryWriter.CreateDictionaryWriter(writer));

    /// <summary>Writes the Body element with its contents. The message's state is Written afterwards.</summary>
    /// <param name="writer">Where to write.</param>
    /// <exception cref="InvalidOperationException">The message has been read, written or copied.</exception>
    public void WriteBody(XmlDictionaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteStartBody(writer);
        WriteBodyContents(writer);
        writer.WriteEndElement();
    }

    /// <summary>Writes what stands in the Body element. The message's state is Written afterwards.</summary>
    /// <param name="writer">Where to write.</param>
    /// <exception cref="InvalidOperationException">The message has been read, written or copied.</exception>
    public void WriteBodyContents(XmlDictionaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        EnterState(MessageState.Written);
        OnWriteBodyContents(writer);
    }

    /// <summary>Writes the Envelope's start tag. The caller ends the element.</summary>
    /// <param name="writer">Where to write.</param>
    public void WriteStartEnvelope(XmlDictionaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ThrowIfClosed();
        OnWriteStartEnvelope(writer);
    }

    /// <summary>Writes the Body's start tag. The caller ends the element.</summary>
    /// <param name="writer">Where to write.</param>
    public void WriteStartBody(XmlWriter writer) => WriteStartBody(XmlDictionaryWriter.CreateDictionaryWriter(writer));

    /// <summary>Writes the Body's start tag. The caller ends the element.</summary>
    /// <param name="writer">Where to write.</param>
    public void WriteStartBody(XmlDictionaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ThrowIfClosed();
        OnWriteStartBody(writer);
    }

    /// <summary>Writes the whole message. The default writes envelope, headers and body by the methods below.</summary>
    /// <param name="writer">Where to write.</param>
    protected virtual void OnWriteMessage(XmlDictionaryWriter writer)
    {
        if (Version.Envelope == EnvelopeVersion.None)
        {
            OnWriteBodyContents(writer);
            return;
        }

        WritePreamble(writer);
        OnWriteBodyContents(writer);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    /// <summary>Writes envelope and body, for an encoder that writes the headers itself. The message's state is Written afterwards.</summary>
    internal void WriteWithoutHeaders(XmlDictionaryWriter writer)
    {
        EnterState(MessageState.Written);
        OnWriteStartEnvelope(writer);
        OnWriteStartBody(writer);
        OnWriteBodyContents(writer);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    /// <summary>An encoder writes the message by itself. The message's state is Written afterwards.</summary>
    internal void EnterWritten() => EnterState(MessageState.Written);

    /// <summary>
    /// Writes the envelope's start tag and the headers, for an encoder that writes the Body element itself; then the caller ends the envelope. The
    /// message's state is Written afterwards.
    /// </summary>
    internal void WriteToBody(XmlDictionaryWriter writer)
    {
        EnterState(MessageState.Written);
        OnWriteStartEnvelope(writer);
        OnWriteStartHeaders(writer);
        Headers.WriteAll(writer);
        writer.WriteEndElement();
    }

    /// <summary>Writes the Envelope's start tag.</summary>
    /// <param name="writer">Where to write.</param>
    protected virtual void OnWriteStartEnvelope(XmlDictionaryWriter writer) => EnvelopeShape.WriteStartEnvelope(writer, Version, null, Headers);

    /// <summary>Writes the Header's start tag.</summary>
    /// <param name="writer">Where to write.</param>
    protected virtual void OnWriteStartHeaders(XmlDictionaryWriter writer) => EnvelopeShape.WriteStartHeader(writer, Version, null);

    /// <summary>Writes the Body's start tag.</summary>
    /// <param name="writer">Where to write.</param>
    protected virtual void OnWriteStartBody(XmlDictionaryWriter writer) => EnvelopeShape.WriteStartBody(writer, Version, null);

    /// <summary>Writes what stands in the body.</summary>
    /// <param name="writer">Where to write.</param>
    protected abstract void OnWriteBodyContents(XmlDictionaryWriter writer);

    /// <summary>Writes the body for <see cref="ToString"/>, without changing the state.</summary>
    /// <param name="writer">Where to write.</param>
    protected virtual void OnBodyToString(XmlDictionaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString("... stream ...");
    }

    private void WritePreamble(XmlDictionaryWriter writer)
    {
        OnWriteStartEnvelope(writer);
        if (Headers.Count > 0)
        {
            OnWriteStartHeaders(writer);
            Headers.WriteAll(writer);
            writer.WriteEndElement();
        }

        OnWriteStartBody(writer);
    }

    private void WriteForPeople(XmlDictionaryWriter writer)
    {
        var hasEnvelope = Version.Envelope != EnvelopeVersion.None;
        if (hasEnvelope)
        {
            WritePreamble(writer);
        }

        if (_state == MessageState.Created)
        {
            OnBodyToString(writer);
        }
        else
        {
            writer.WriteString("... " + _state.ToString().ToLowerInvariant() + " ...");
        }

        if (hasEnvelope)
        {
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
    }
}
