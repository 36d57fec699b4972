using Parley.Channels;

namespace Parley.Microbenchmarks.Memory;

/// <summary>One request at the service, whose reply goes to a slot.</summary>
internal sealed class MemoryRequest(Message message, Slot<Message> replies) : RequestContext
{
    public override Message RequestMessage => message;

    public override ValueTask ReplyAsync(Message? message, CancellationToken cancellationToken = default)
    {
        replies.Put(message);
        return default;
    }

    public override ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        message.Close();
        return default;
    }

    public override void Abort()
    {
        message.Close();
        replies.Fail(new CommunicationObjectAbortedException("The service has aborted the request."));
    }
}
