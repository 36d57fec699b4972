namespace Parley.Dispatcher;

/// <summary>The call of the service object, with what stands around it: inspectors, initializers, the user's thread.</summary>
internal sealed partial class DispatchCall
{
    /// <summary>The call with its parameter inspectors around it, on the thread that the user asks for.</summary>
    private async ValueTask<(object? Result, object?[] Outputs)> InvokeInspectedAsync(
        SynchronizationContext? hop, CompiledOperation operation, InstanceContext context, object instance, object?[] inputs)
    {
        var inspectors = operation.Inspectors;
        var states = new object?[inspectors.Length];
        for (var i = 0; i < inspectors.Length; i++)
        {
            states[i] = inspectors[i].BeforeCall(operation.Name, inputs);
        }

        var (result, outputs) = hop is not null && hop != SynchronizationContext.Current
            ? await InvokeOnAsync(hop, operation, context, instance, inputs).ConfigureAwait(false)
            : await InvokeHereAsync(operation, context, instance, inputs).ConfigureAwait(false);

        (_result, _outputs) = (result, outputs);
        for (var i = inspectors.Length - 1; i >= 0; i--)
        {
            inspectors[i].AfterCall(operation.Name, outputs, result, states[i]);
        }

        return (result, outputs);
    }

    private ValueTask<(object? Result, object?[] Outputs)> InvokeHereAsync(
        CompiledOperation operation, InstanceContext context, object instance, object?[] inputs)
    {
        if (operation.CallContextInitializers.Length > 0)
        {
            return InvokeInitializedAsync(operation, context, instance, inputs);
        }

        if (operation.Invoker.IsSynchronous)
        {
            _operationContext!.Thread = Environment.CurrentManagedThreadId;
            var result = operation.Invoker.Invoke(instance, inputs, out var outputs);
            return new ValueTask<(object? Result, object?[] Outputs)>((result, outputs));
        }

        return operation.Invoker.InvokeAsync(instance, inputs, operation.TakesToken ? Token : CancellationToken.None);
    }

    private async ValueTask<(object? Result, object?[] Outputs)> InvokeInitializedAsync(
        CompiledOperation operation, InstanceContext context, object instance, object?[] inputs)
    {
        var initializers = operation.CallContextInitializers;
        var states = new object?[initializers.Length];
        var done = 0;
        try
        {
            for (; done < states.Length; done++)
            {
                states[done] = initializers[done].BeforeInvoke(context, _served.Channel, _message);
            }

            if (operation.Invoker.IsSynchronous)
            {
                _operationContext!.Thread = Environment.CurrentManagedThreadId;
                var result = operation.Invoker.Invoke(instance, inputs, out var outputs);
                return (result, outputs);
            }

            return await operation.Invoker.InvokeAsync(instance, inputs, operation.TakesToken ? Token : CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            while (done > 0)
            {
                done--;
                initializers[done].AfterInvoke(states[done]);
            }
        }
    }

    /// <summary>Runs the call on the user's synchronization context: the thread of a user interface, for example.</summary>
    private Task<(object? Result, object?[] Outputs)> InvokeOnAsync(
        SynchronizationContext hop, CompiledOperation operation, InstanceContext context, object instance, object?[] inputs)
    {
        var done = new TaskCompletionSource<(object? Result, object?[] Outputs)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var flow = ExecutionContext.Capture();
        hop.Post(
            _ =>
            {
                if (flow is null)
                {
                    Run(null);
                }
                else
                {
                    ExecutionContext.Run(flow, Run, null);
                }
            },
            null);
        return done.Task;

        async void Run(object? state)
        {
            try
            {
                done.SetResult(await InvokeHereAsync(operation, context, instance, inputs).ConfigureAwait(false));
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        }
    }
}
