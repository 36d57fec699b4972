namespace Parley;

/// <summary>
/// The life that channels, factories, listeners, hosts and clients share: they are opened, used, then closed or aborted.
/// WCF documentation: ICommunicationObject.
/// </summary>
/// <remarks>
/// <see cref="OpenAsync"/> and <see cref="CloseAsync"/> are the real operations. The synchronous methods block the caller
/// until these are done; they and the Begin and End methods are there for code that came from WCF.
/// </remarks>
public interface ICommunicationObject
{
    /// <summary>Where the object is in its life.</summary>
    CommunicationState State { get; }

    /// <summary>The object begins to open.</summary>
    event EventHandler? Opening;

    /// <summary>The object is open.</summary>
    event EventHandler? Opened;

    /// <summary>The object begins to close, or is aborted.</summary>
    event EventHandler? Closing;

    /// <summary>The object is closed.</summary>
    event EventHandler? Closed;

    /// <summary>The object has failed. <see cref="Abort"/> is due.</summary>
    event EventHandler? Faulted;

    /// <summary>Ends the object at once, without a word to the peer. Never throws, never blocks.</summary>
    void Abort();

    /// <summary>Opens the object within its default open timeout.</summary>
    /// <exception cref="TimeoutException">It was not open in time.</exception>
    /// <exception cref="CommunicationException">The peer or the network failed.</exception>
    void Open();

    /// <summary>Opens the object.</summary>
    /// <param name="timeout">How long it may take; <see cref="Timeout.InfiniteTimeSpan"/> or <see cref="TimeSpan.MaxValue"/> for ever.</param>
    /// <exception cref="TimeoutException">It was not open in time.</exception>
    void Open(TimeSpan timeout);

    /// <summary>Opens the object within its default open timeout.</summary>
    /// <param name="cancellationToken">Gives the attempt up; the object is faulted then.</param>
    ValueTask OpenAsync(CancellationToken cancellationToken = default);

    /// <summary>Closes the object within its default close timeout: says goodbye to the peer where the protocol has one.</summary>
    /// <exception cref="TimeoutException">It was not closed in time; it has been aborted.</exception>
    void Close();

    /// <summary>Closes the object.</summary>
    /// <param name="timeout">How long it may take.</param>
    /// <exception cref="TimeoutException">It was not closed in time; it has been aborted.</exception>
    void Close(TimeSpan timeout);

    /// <summary>Closes the object within its default close timeout.</summary>
    /// <param name="cancellationToken">Gives the goodbye up; the object is aborted then.</param>
    ValueTask CloseAsync(CancellationToken cancellationToken = default);

    /// <summary>Opens the object within its default open timeout, for code from WCF and generated clients. Others use <see cref="OpenAsync"/>.</summary>
    /// <param name="callback">Called when the object is open, or could not be opened; null for none.</param>
    /// <param name="state">The caller's own; <see cref="IAsyncResult.AsyncState"/>.</param>
    /// <returns>What <see cref="EndOpen"/> takes.</returns>
    IAsyncResult BeginOpen(AsyncCallback? callback, object? state) => TaskToAsyncResult.Begin(OpenAsync().AsTask(), callback, state);

    /// <summary>Opens the object, for code from WCF. Others use <see cref="OpenAsync"/>.</summary>
    /// <param name="timeout">How long it may take; <see cref="Timeout.InfiniteTimeSpan"/> or <see cref="TimeSpan.MaxValue"/> for ever.</param>
    /// <param name="callback">Called when the object is open, or could not be opened; null for none.</param>
    /// <param name="state">The caller's own; <see cref="IAsyncResult.AsyncState"/>.</param>
    /// <returns>What <see cref="EndOpen"/> takes.</returns>
    IAsyncResult BeginOpen(TimeSpan timeout, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(Task.Run(() => Open(timeout)), callback, state);

    /// <summary>Waits until the object is open.</summary>
    /// <param name="result">What <c>BeginOpen</c> gave.</param>
    /// <exception cref="ArgumentException">It is another call's.</exception>
    /// <exception cref="TimeoutException">The object was not open in time.</exception>
    /// <exception cref="CommunicationException">The peer or the network failed.</exception>
    void EndOpen(IAsyncResult result) => TaskToAsyncResult.End(result);

    /// <summary>Closes the object within its default close timeout, for code from WCF and generated clients. Others use <see cref="CloseAsync"/>.</summary>
    /// <param name="callback">Called when the object is closed; null for none.</param>
    /// <param name="state">The caller's own; <see cref="IAsyncResult.AsyncState"/>.</param>
    /// <returns>What <see cref="EndClose"/> takes.</returns>
    IAsyncResult BeginClose(AsyncCallback? callback, object? state) => TaskToAsyncResult.Begin(CloseAsync().AsTask(), callback, state);

    /// <summary>Closes the object, for code from WCF. Others use <see cref="CloseAsync"/>.</summary>
    /// <param name="timeout">How long it may take; <see cref="Timeout.InfiniteTimeSpan"/> or <see cref="TimeSpan.MaxValue"/> for ever.</param>
    /// <param name="callback">Called when the object is closed; null for none.</param>
    /// <param name="state">The caller's own; <see cref="IAsyncResult.AsyncState"/>.</param>
    /// <returns>What <see cref="EndClose"/> takes.</returns>
    IAsyncResult BeginClose(TimeSpan timeout, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(Task.Run(() => Close(timeout)), callback, state);

    /// <summary>Waits until the object is closed.</summary>
    /// <param name="result">What <c>BeginClose</c> gave.</param>
    /// <exception cref="ArgumentException">It is another call's.</exception>
    /// <exception cref="TimeoutException">The object was not closed in time; it has been aborted.</exception>
    void EndClose(IAsyncResult result) => TaskToAsyncResult.End(result);
}
