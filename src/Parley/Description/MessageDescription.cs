using System.Net.Security;

namespace Parley.Description;

/// <summary>One message of an operation. Source: WCF documentation, MessageDescription.</summary>
public class MessageDescription
{
    private ProtectionLevel _protectionLevel;

    /// <summary>Describes a message.</summary>
    /// <param name="action">The message's action; <c>*</c> for any.</param>
    /// <param name="direction">Which way the message goes.</param>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="direction"/> is not defined.</exception>
    public MessageDescription(string action, MessageDirection direction)
    {
        ArgumentNullException.ThrowIfNull(action);
        Action = action;
        Direction = AttributeValue.Defined(direction, nameof(direction));
    }

    /// <summary>The message's action; <c>*</c> for any.</summary>
    public string Action { get; }

    /// <summary>Which way the message goes.</summary>
    public MessageDirection Direction { get; }

    /// <summary>The body.</summary>
    public MessageBodyDescription Body { get; } = new();

    /// <summary>The headers of a typed message.</summary>
    public MessageHeaderDescriptionCollection Headers { get; } = [];

    /// <summary>The message properties of a typed message.</summary>
    public MessagePropertyDescriptionCollection Properties { get; } = [];

    /// <summary>The type of a typed message. Null when parameters make the message.</summary>
    public Type? MessageType { get; set; }

    /// <summary>The least protection that the message needs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public ProtectionLevel ProtectionLevel
    {
        get => _protectionLevel;
        set
        {
            _protectionLevel = AttributeValue.Defined(value, nameof(ProtectionLevel));
            HasProtectionLevel = true;
        }
    }

    /// <summary>Whether <see cref="ProtectionLevel"/> was set.</summary>
    public bool HasProtectionLevel { get; private set; }

    /// <summary>Whether the operation takes or returns the whole <see cref="Channels.Message"/>.</summary>
    internal bool IsUntyped { get; set; }

    /// <summary>The part that is a stream, which is then the whole body; null when there is none.</summary>
    internal MessagePartDescription? BodyStream =>
        Body.ReturnValue?.Type == typeof(Stream) ? Body.ReturnValue : Body.Parts.FirstOrDefault(p => p.Type == typeof(Stream));

    /// <summary>Whether what is read from the message goes on reading it, so that the message must stay open: the message itself, or a stream.</summary>
    internal bool StaysOpen => IsUntyped || BodyStream is not null;
}
