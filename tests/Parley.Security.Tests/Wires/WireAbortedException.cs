namespace Parley.Security.Tests.Wires;

/// <summary>The service gave up a request without an answer.</summary>
internal sealed class WireAbortedException() : CommunicationException("The service aborted the request.");
