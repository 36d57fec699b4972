namespace Parley.Channels;

/// <summary>The service halves of the transports, for a client that listens: those of the binding parameters, or those that the program has.</summary>
internal static class HostTransports
{
    // By name, because the project that has them stands above this one.
    private const string TypeName = "Parley.Channels.KestrelTransports, Parley.AspNetCore";

    private static readonly Lazy<ITransportListenerFactory?> _ofProgram = new(static () =>
        Type.GetType(TypeName, throwOnError: false)?.GetProperty("Default")?.GetValue(null) as ITransportListenerFactory);

    /// <summary>Adds them to the parameters of a client that listens, unless they are there.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static void AddTo(BindingContext context)
    {
        if (context.BindingParameters.Find<ITransportListenerFactory>() is not null)
        {
            return;
        }

        if (_ofProgram.Value is { } found)
        {
            context.BindingParameters.Add(found);
        }
        else if (context.RemainingBindingElements.Find<TransportBindingElement>() is HttpTransportBindingElement or ConnectionOrientedTransportBindingElement)
        {
            throw new InvalidOperationException(
                $"A client with the binding '{context.Binding.Name}' listens for what its service sends, and the part that listens is in Parley.AspNetCore. Reference Parley.AspNetCore in the program, or give an ITransportListenerFactory as a binding parameter.");
        }
    }
}
