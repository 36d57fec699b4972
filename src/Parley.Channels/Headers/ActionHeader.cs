using System.Xml;

namespace Parley.Channels;

/// <summary>wsa:Action: what the message means.</summary>
internal sealed class ActionHeader : AddressingHeader
{
    private readonly XmlDictionaryString? _dictionaryAction;

    public ActionHeader(string action, AddressingVersion version, bool mustUnderstand = true)
        : base(AddressingHeaderKind.Action, version, mustUnderstand)
        => Action = action;

    public ActionHeader(XmlDictionaryString action, AddressingVersion version)
        : base(AddressingHeaderKind.Action, version, mustUnderstand: true)
    {
        Action = action.Value;
        _dictionaryAction = action;
    }

    public string Action { get; }

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        if (_dictionaryAction is not null)
        {
            writer.WriteString(_dictionaryAction);
        }
        else
        {
            writer.WriteString(Action);
        }
    }
}
