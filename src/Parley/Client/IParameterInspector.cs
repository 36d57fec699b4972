namespace Parley.Dispatcher;

/// <summary>Sees the parameters and results of an operation, on a client or at a service. WCF documentation: IParameterInspector.</summary>
public interface IParameterInspector
{
    /// <summary>Called when the call has come back: on a client after the reply is read, at a service after the operation returned.</summary>
    /// <param name="operationName">The operation.</param>
    /// <param name="outputs">The values of its out and ref parameters.</param>
    /// <param name="returnValue">What it returned; null for none.</param>
    /// <param name="correlationState">What <see cref="BeforeCall"/> returned for this call.</param>
    void AfterCall(string operationName, object?[] outputs, object? returnValue, object? correlationState);

    /// <summary>Called before the call: on a client before the request is written, at a service before the operation runs.</summary>
    /// <param name="operationName">The operation.</param>
    /// <param name="inputs">The values of its in and ref parameters; may be changed.</param>
    /// <returns>Anything; <see cref="AfterCall"/> gets it for this call.</returns>
    object? BeforeCall(string operationName, object?[] inputs);
}
