namespace Parley.Channels;

/// <summary>An exception about a received message that knows with which fault the message is answered.</summary>
internal interface IFaultSource
{
    /// <summary>Makes the fault, complete but for the headers that relate it to the request.</summary>
    /// <param name="version">The version of the answer.</param>
    Message CreateFaultMessage(MessageVersion version);
}
