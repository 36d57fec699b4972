namespace Parley;

/// <summary>
/// Makes an <see cref="OperationContext"/> the current one until it is disposed: requests on its channel get its outgoing
/// headers and properties, and it gets the headers of the replies. WCF documentation: OperationContextScope.
/// </summary>
public sealed class OperationContextScope : IDisposable
{
    private readonly OperationContext? _previous;
    private readonly OperationContext _context;
    private readonly bool _ownsContext;
    private bool _disposed;

    /// <summary>Makes a new context for a channel the current one.</summary>
    /// <param name="channel">A proxy, or the channel of another operation context.</param>
    public OperationContextScope(IContextChannel channel)
        : this(new OperationContext(channel)) =>
        _ownsContext = true;

    /// <summary>Makes a context the current one.</summary>
    /// <param name="context">The context.</param>
    public OperationContextScope(OperationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _previous = OperationContext.Current;
        _context = context;
        OperationContext.Current = context;
    }

    /// <summary>Makes the context before this one the current one again.</summary>
    /// <exception cref="InvalidOperationException">Another scope is still open inside this one.</exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        if (!ReferenceEquals(OperationContext.Current, _context))
        {
            throw new InvalidOperationException(
                "The operation context of this scope is not the current one. Dispose scopes in the reverse order of their creation, in the method that created them.");
        }

        _disposed = true;
        OperationContext.Current = _previous;
        if (_ownsContext)
        {
            _context.TakeReply(null);
        }
    }
}
