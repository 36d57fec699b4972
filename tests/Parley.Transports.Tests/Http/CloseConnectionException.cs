namespace Parley.Transports.Tests.Http;

/// <summary>Thrown by a script to close the connection.</summary>
internal sealed class CloseConnectionException : Exception;
