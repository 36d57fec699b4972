using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>Sees the exceptions of a service, and chooses the faults that they become. WCF documentation: IErrorHandler.</summary>
public interface IErrorHandler
{
    /// <summary>Looks at an exception after the fault, if there is one, has been sent: to log it, for example.</summary>
    /// <param name="error">The exception.</param>
    /// <returns>True when the exception is dealt with and the session goes on; false lets it end the session.</returns>
    bool HandleError(Exception error);

    /// <summary>Makes the fault that the caller gets for an exception. Runs before the reply is sent, so be quick.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="version">The version that the fault must have.</param>
    /// <param name="fault">The fault that the caller gets; null for the default one.</param>
    void ProvideFault(Exception error, MessageVersion version, ref Message? fault);
}
