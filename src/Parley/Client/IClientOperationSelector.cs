using System.Reflection;

namespace Parley.Dispatcher;

/// <summary>Chooses the operation that a call of a proxy's method stands for. WCF documentation: IClientOperationSelector.</summary>
public interface IClientOperationSelector
{
    /// <summary>True when <see cref="SelectOperation"/> needs the values of the parameters, and must be asked on every call.</summary>
    bool AreParametersRequiredForSelection { get; }

    /// <summary>Chooses the operation.</summary>
    /// <param name="method">The method of the contract's interface.</param>
    /// <param name="parameters">The call's parameters; empty when <see cref="AreParametersRequiredForSelection"/> is false.</param>
    /// <returns>The name of an operation of the <see cref="ClientRuntime"/>.</returns>
    string SelectOperation(MethodBase method, object?[] parameters);
}
