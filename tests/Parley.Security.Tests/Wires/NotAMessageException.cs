namespace Parley.Security.Tests.Wires;

/// <summary>An encoder cannot read what came: the transport says so before anybody looks at its security.</summary>
internal sealed class NotAMessageException(Exception cause) : CommunicationException("What came is no message.", cause);
