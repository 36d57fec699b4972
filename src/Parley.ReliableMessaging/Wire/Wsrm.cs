using System.Collections.Concurrent;
using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// One version of WS-ReliableMessaging: its namespace, its actions, and the prefix that goes with it. WS-ReliableMessaging 1.0 (February
/// 2005) and 1.1 (OASIS 200702), section 3.
/// </summary>
internal sealed class Wsrm
{
    private const int Kinds = (int)MessageKind.Empty;

    private readonly Dictionary<string, MessageKind> _kinds;
    private readonly XmlDictionaryString?[] _actions;
    private readonly XmlDictionaryString? _faultAction;
    private readonly ConcurrentDictionary<(MessageKind, AddressingVersion), ActionHeader> _actionHeaders = new();

    private Wsrm(ReliableVersion version, XmlDictionaryString ns, XmlDictionaryString?[] actions)
    {
        Version = version;
        Namespace = ns;
        Declaration = new PrefixDeclaration(WsrmNames.Prefix, ns);
        _actions = actions;
        _faultAction = actions[(int)MessageKind.Fault];
        _kinds = new Dictionary<string, MessageKind>(StringComparer.Ordinal);
        for (var i = 0; i < actions.Length; i++)
        {
            if (actions[i] is { } action)
            {
                _kinds.Add(action.Value, (MessageKind)i);
            }
        }

        HeaderParser.Register(new RmHeaderParser(this));
    }

    /// <summary>1.0.</summary>
    public static Wsrm February2005 { get; } = CreateFebruary2005();

    /// <summary>1.1; 1.2 is the same on the wire.</summary>
    public static Wsrm Version11 { get; } = CreateVersion11();

    /// <summary>Which of the two it is.</summary>
    public ReliableVersion Version { get; }

    /// <summary>The namespace of elements and actions.</summary>
    public XmlDictionaryString Namespace { get; }

    /// <summary>What envelopes declare when a header of the protocol is in the message.</summary>
    public PrefixDeclaration Declaration { get; }

    /// <summary>True for 1.1, which closes sequences, knows None and Final, and has an action for faults.</summary>
    public bool Is11 => Version == ReliableVersion.V11;

    /// <summary>The actions of the messages of the protocol itself.</summary>
    public IReadOnlyCollection<string> Actions => _kinds.Keys;

    /// <summary>The names of a version.</summary>
    public static Wsrm Of(ReliableVersion version) => version == ReliableVersion.V11 ? Version11 : February2005;

    /// <summary>The action of a kind of message.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The version has no such message.</exception>
    public XmlDictionaryString Action(MessageKind kind)
        => _actions[(int)kind] ?? throw new ArgumentOutOfRangeException(nameof(kind), kind, $"{Namespace.Value} has no such message.");

    /// <summary>The header of the action of a kind of message: always the same object.</summary>
    public ActionHeader ActionHeader(MessageKind kind, AddressingVersion addressing) =>
        _actionHeaders.TryGetValue((kind, addressing), out var header)
            ? header
            : _actionHeaders.GetOrAdd((kind, addressing), new ActionHeader(Action(kind), addressing));

    /// <summary>The action of faults: 1.1 has its own, 1.0 uses that of WS-Addressing.</summary>
    public XmlDictionaryString? FaultAction(AddressingVersion addressing) => _faultAction ?? addressing.SoapFaultAction;

    /// <summary>
    /// What an action says about its message. Null for one in the protocol's namespace that the version does not define. The faults of 1.0 have
    /// the action of WS-Addressing, which makes them messages here.
    /// </summary>
    public MessageKind? KindOf(string? action)
        => action is null || !IsInfrastructureAction(action) ? MessageKind.Message
            : _kinds.TryGetValue(action, out var kind) ? kind
            : null;

    /// <summary>True for messages of the protocol itself, which the application never gets.</summary>
    public bool IsInfrastructureAction(string action) => action.StartsWith(Namespace.Value, StringComparison.Ordinal);

    /// <summary>The namespace.</summary>
    public override string ToString() => Namespace.Value;

    private static Wsrm CreateFebruary2005()
    {
        var actions = new XmlDictionaryString?[Kinds];
        actions[(int)MessageKind.Acknowledgement] = NbfsDictionary.Get(29);
        actions[(int)MessageKind.AckRequested] = NbfsDictionary.Get(329);
        actions[(int)MessageKind.CreateSequence] = NbfsDictionary.Get(333);
        actions[(int)MessageKind.CreateSequenceResponse] = NbfsDictionary.Get(336);
        actions[(int)MessageKind.LastMessage] = NbfsDictionary.Get(340);
        actions[(int)MessageKind.TerminateSequence] = NbfsDictionary.Get(350);
        return new Wsrm(ReliableVersion.February2005, NbfsDictionary.Get(16), actions);
    }

    private static Wsrm CreateVersion11()
    {
        const string Namespace = "http://docs.oasis-open.org/ws-rx/wsrm/200702";
        var dictionary = new XmlDictionary();
        var actions = new XmlDictionaryString?[Kinds];
        foreach (var (kind, name) in new[]
        {
            (MessageKind.CreateSequence, "CreateSequence"),
            (MessageKind.CreateSequenceResponse, "CreateSequenceResponse"),
            (MessageKind.Acknowledgement, "SequenceAcknowledgement"),
            (MessageKind.AckRequested, "AckRequested"),
            (MessageKind.CloseSequence, "CloseSequence"),
            (MessageKind.CloseSequenceResponse, "CloseSequenceResponse"),
            (MessageKind.TerminateSequence, "TerminateSequence"),
            (MessageKind.TerminateSequenceResponse, "TerminateSequenceResponse"),
            (MessageKind.Fault, "fault"),
        })
        {
            actions[(int)kind] = dictionary.Add(Namespace + "/" + name);
        }

        return new Wsrm(ReliableVersion.V11, dictionary.Add(Namespace), actions);
    }
}
