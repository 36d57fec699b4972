using System.Xml;
using System.Xml.XPath;

namespace Parley.Channels;

/// <summary>A message in memory, from which it can be made again many times. WCF documentation: MessageBuffer.</summary>
public abstract class MessageBuffer : IDisposable
{
    /// <summary>About how many bytes the buffer holds.</summary>
    public abstract int BufferSize { get; }

    /// <summary>The content type that <see cref="WriteMessage"/> writes: binary SOAP.</summary>
    public virtual string MessageContentType => "application/soap+msbin1";

    /// <summary>Makes the message.</summary>
    /// <exception cref="ObjectDisposedException">The buffer is closed.</exception>
    public abstract Message CreateMessage();

    /// <summary>Makes one attempt of the message.</summary>
    /// <param name="leading">The headers that it has before all others.</param>
    /// <param name="used">An attempt that is closed, and that nobody has kept, to be used again where that can be; null for none.</param>
    internal virtual Message CreateMessage(LeadingHeaders leading, Message? used = null)
    {
        var message = CreateMessage();
        leading.InsertInto(message.Headers);
        return message;
    }

    /// <summary>Releases the buffer. Messages that were made stay usable.</summary>
    public abstract void Close();

    void IDisposable.Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Not supported: filters by XPath are not part of this library.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public virtual XPathNavigator CreateNavigator()
        => throw new NotSupportedException("Messages have no XPath navigator. Write the message with WriteMessage into an XPathDocument instead.");

    /// <summary>Writes the message as binary SOAP.</summary>
    /// <param name="stream">Where to write.</param>
    public virtual void WriteMessage(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var message = CreateMessage();
        using var writer = XmlDictionaryWriter.CreateBinaryWriter(stream, NbfsDictionary.Instance, null, ownsStream: false);
        message.WriteMessage(writer);
        writer.Flush();
    }
}
