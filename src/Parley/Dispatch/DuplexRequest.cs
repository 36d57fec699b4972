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

        return output.SendAsync(message, cancellationToken);
    }

    public override ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        request.Close();
        return default;
    }

    public override void Abort() => request.Close();
}
