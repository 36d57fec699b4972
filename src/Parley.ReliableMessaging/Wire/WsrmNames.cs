using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// Local names of WS-ReliableMessaging, for both versions. Those that SOAP's static dictionary has are taken from there, so that binary
/// messages know them by number; the others enter a connection's own dictionary. [MC-NBFS] section 2.2.
/// </summary>
internal static class WsrmNames
{
    /// <summary>The prefix of WS-ReliableMessaging.</summary>
    public const string Prefix = "r";

    /// <summary>The prefix of Microsoft's extensions.</summary>
    public const string ExtensionPrefix = "netrm";

    private static readonly XmlDictionary _dictionary = new();

    public static readonly XmlDictionaryString Identifier = NbfsDictionary.Get(15);
    public static readonly XmlDictionaryString SequenceAcknowledgement = NbfsDictionary.Get(23);
    public static readonly XmlDictionaryString AcknowledgementRange = NbfsDictionary.Get(24);
    public static readonly XmlDictionaryString Upper = NbfsDictionary.Get(25);
    public static readonly XmlDictionaryString Lower = NbfsDictionary.Get(26);
    public static readonly XmlDictionaryString BufferRemaining = NbfsDictionary.Get(27);
    public static readonly XmlDictionaryString ExtensionNamespace = NbfsDictionary.Get(28);
    public static readonly XmlDictionaryString SecurityTokenReference = NbfsDictionary.Get(30);
    public static readonly XmlDictionaryString Sequence = NbfsDictionary.Get(31);
    public static readonly XmlDictionaryString MessageNumber = NbfsDictionary.Get(32);
    public static readonly XmlDictionaryString SecurityNamespace = NbfsDictionary.Get(36);
    public static readonly XmlDictionaryString Expires = NbfsDictionary.Get(55);
    public static readonly XmlDictionaryString Detail = NbfsDictionary.Get(76);
    public static readonly XmlDictionaryString AckRequested = NbfsDictionary.Get(328);
    public static readonly XmlDictionaryString AcksTo = NbfsDictionary.Get(330);
    public static readonly XmlDictionaryString Accept = NbfsDictionary.Get(331);
    public static readonly XmlDictionaryString CreateSequence = NbfsDictionary.Get(332);
    public static readonly XmlDictionaryString CreateSequenceRefused = NbfsDictionary.Get(334);
    public static readonly XmlDictionaryString CreateSequenceResponse = NbfsDictionary.Get(335);
    public static readonly XmlDictionaryString FaultCode = NbfsDictionary.Get(337);
    public static readonly XmlDictionaryString InvalidAcknowledgement = NbfsDictionary.Get(338);
    public static readonly XmlDictionaryString LastMessage = NbfsDictionary.Get(339);
    public static readonly XmlDictionaryString LastMessageNumberExceeded = NbfsDictionary.Get(341);
    public static readonly XmlDictionaryString MessageNumberRollover = NbfsDictionary.Get(342);
    public static readonly XmlDictionaryString Nack = NbfsDictionary.Get(343);
    public static readonly XmlDictionaryString Offer = NbfsDictionary.Get(345);
    public static readonly XmlDictionaryString SequenceFault = NbfsDictionary.Get(347);
    public static readonly XmlDictionaryString SequenceTerminated = NbfsDictionary.Get(348);
    public static readonly XmlDictionaryString TerminateSequence = NbfsDictionary.Get(349);
    public static readonly XmlDictionaryString UnknownSequence = NbfsDictionary.Get(351);
    public static readonly XmlDictionaryString ConnectionLimitReached = NbfsDictionary.Get(480);

    public static readonly XmlDictionaryString CloseSequence = _dictionary.Add("CloseSequence");
    public static readonly XmlDictionaryString CloseSequenceResponse = _dictionary.Add("CloseSequenceResponse");
    public static readonly XmlDictionaryString DiscardEntireSequence = _dictionary.Add("DiscardEntireSequence");
    public static readonly XmlDictionaryString DiscardFollowingFirstGap = _dictionary.Add("DiscardFollowingFirstGap");
    public static readonly XmlDictionaryString Endpoint = _dictionary.Add("Endpoint");
    public static readonly XmlDictionaryString Final = _dictionary.Add("Final");
    public static readonly XmlDictionaryString IncompleteSequenceBehavior = _dictionary.Add("IncompleteSequenceBehavior");
    public static readonly XmlDictionaryString LastMsgNumber = _dictionary.Add("LastMsgNumber");
    public static readonly XmlDictionaryString MaxMessageNumber = _dictionary.Add("MaxMessageNumber");
    public static readonly XmlDictionaryString NoDiscard = _dictionary.Add("NoDiscard");
    public static readonly XmlDictionaryString None = _dictionary.Add("None");
    public static readonly XmlDictionaryString SequenceClosed = _dictionary.Add("SequenceClosed");
    public static readonly XmlDictionaryString TerminateSequenceResponse = _dictionary.Add("TerminateSequenceResponse");
    public static readonly XmlDictionaryString UsesSequenceSsl = _dictionary.Add("UsesSequenceSSL");
    public static readonly XmlDictionaryString UsesSequenceStr = _dictionary.Add("UsesSequenceSTR");
    public static readonly XmlDictionaryString WsrmRequired = _dictionary.Add("WsrmRequired");
}
