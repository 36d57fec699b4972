using System.Runtime.CompilerServices;
using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>
/// A message of an input or duplex channel as a request: its reply is a message of the same channel that relates to it.
/// WS-Addressing 1.0, section 3.4.
/// </summary>
internal sealed class DuplexRequest(Message request, IOutputChannel? output) : RequestContext
{
    private int _replied;

    public override Message RequestMessage => request;

    public override ValueTask ReplyAsync(Message? message, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _replied, 1) != 0)
        {
            throw new InvalidOperationException("The request has its reply already.");
        }

        if (message is null)
        {
            return default;
        }

        if (output is null)
        {
            message.Close();
            throw new InvalidOperationException("The channel only receives: there is no way back for a reply.");
        }

        ClientOfRequest.Tie(message, request);
        try
        {
            var sending = output.SendAsync(message, cancellationToken);
            return sending.IsCompletedSuccessfully ? default : SendAsync(output, sending);
        }
        catch (Exception exception) when (IsUnwritten(exception, output))
        {
            Volatile.Write(ref _replied, 0);
            throw;
        }
    }

    public override ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        request.Close();
        return default;
    }

    public override void Abort() => request.Close();

    private async ValueTask SendAsync(IOutputChannel output, ValueTask sending)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (Exception exception) when (IsUnwritten(exception, output))
        {
            Volatile.Write(ref _replied, 0);
            throw;
        }
    }

    /// <summary>True when the reply could not be written, and nothing of it has gone out: the request can still have another.</summary>
    private static bool IsUnwritten(Exception exception, IOutputChannel output) =>
        exception is not (OperationCanceledException or TimeoutException) && output.State == CommunicationState.Opened;
}
