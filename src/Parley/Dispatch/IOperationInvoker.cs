namespace Parley.Dispatcher;

/// <summary>Calls the method of an operation. WCF documentation: IOperationInvoker.</summary>
public interface IOperationInvoker
{
    /// <summary>True when <see cref="Invoke"/> does the call; false when <see cref="InvokeAsync"/> does.</summary>
    bool IsSynchronous { get; }

    /// <summary>Makes the array of parameters that a message is read into.</summary>
    object?[] AllocateInputs();

    /// <summary>Calls the method and waits for it.</summary>
    /// <param name="instance">The service object.</param>
    /// <param name="inputs">The parameters, as <see cref="AllocateInputs"/> made them.</param>
    /// <param name="outputs">The values of the out and ref parameters.</param>
    /// <returns>The return value; null when the method returns void.</returns>
    object? Invoke(object instance, object?[] inputs, out object?[] outputs);

    /// <summary>Calls the method without blocking a thread. By default for synchronous invokers: <see cref="Invoke"/>.</summary>
    /// <param name="instance">The service object.</param>
    /// <param name="inputs">The parameters, as <see cref="AllocateInputs"/> made them.</param>
    /// <param name="cancellationToken">Fires when the request or its session is aborted, or the host closes.</param>
    /// <returns>The return value and the values of the out and ref parameters.</returns>
    /// <exception cref="NotSupportedException">The invoker says that it is asynchronous and does not implement this method.</exception>
    ValueTask<(object? ReturnValue, object?[] Outputs)> InvokeAsync(object instance, object?[] inputs, CancellationToken cancellationToken)
    {
        if (!IsSynchronous)
        {
            throw new NotSupportedException($"{GetType()} is asynchronous: implement IOperationInvoker.InvokeAsync, for example by calling the inner invoker's.");
        }

        var result = Invoke(instance, inputs, out var outputs);
        return new ValueTask<(object? ReturnValue, object?[] Outputs)>((result, outputs));
    }
}
