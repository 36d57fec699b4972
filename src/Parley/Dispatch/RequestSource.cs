using System.Runtime.CompilerServices;
using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>Where a served channel's requests come from, whatever its shape.</summary>
internal abstract class RequestSource
{
    /// <summary>True when every request has a way back that needs no addressing.</summary>
    internal abstract bool HasReplies { get; }

    /// <summary>Waits for the next request.</summary>
    /// <returns>The request; null when no more will come.</returns>
    internal abstract ValueTask<RequestContext?> ReceiveAsync();

    /// <summary>Has each request offered to somebody before it waits for a receive, where the channel can do so.</summary>
    internal virtual void OfferTo(IRequestTaker taker)
    {
    }

    /// <summary>As <see cref="ReceiveAsync"/>, but what fails at once fails in the task.</summary>
    internal ValueTask<RequestContext?> ReceiveSafelyAsync()
    {
        try
        {
            return ReceiveAsync();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return ValueTask.FromException<RequestContext?>(exception);
        }
    }

    internal static RequestSource Of(ServiceChannel channel) =>
        channel.InnerChannel switch
        {
            IReplyChannel reply => new FromReplyChannel(reply),
            IInputChannel input => new FromInputChannel(input, channel),
            var other => throw new InvalidOperationException($"A service cannot read from a {other.GetType().Name}: it is neither an input, a reply nor a duplex channel."),
        };

    private sealed class FromReplyChannel(IReplyChannel channel) : RequestSource
    {
        internal override bool HasReplies => true;

        internal override void OfferTo(IRequestTaker taker) => (channel as IUnorderedReplyChannel)?.OfferTo(taker);

        internal override ValueTask<RequestContext?> ReceiveAsync() => channel.ReceiveRequestAsync(CancellationToken.None);
    }

    private sealed class FromInputChannel(IInputChannel channel, ServiceChannel serviceChannel) : RequestSource
    {
        private readonly IOutputChannel? _output = channel as IOutputChannel;

        internal override bool HasReplies => false;

        /// <summary>Replies to calls of this side go to who waits for them, and never become requests.</summary>
        internal override ValueTask<RequestContext?> ReceiveAsync()
        {
            while (true)
            {
                var receiving = channel.ReceiveAsync(CancellationToken.None);
                if (!receiving.IsCompletedSuccessfully)
                {
                    return AwaitAsync(receiving);
                }

                var message = receiving.Result;
                if (message is null)
                {
                    return default;
                }

                if (!IsReply(message))
                {
                    return new ValueTask<RequestContext?>(new DuplexRequest(message, _output));
                }
            }
        }

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<RequestContext?> AwaitAsync(ValueTask<Message?> receiving)
        {
            while (true)
            {
                var message = await receiving.ConfigureAwait(false);
                if (message is null)
                {
                    return null;
                }

                if (!IsReply(message))
                {
                    return new DuplexRequest(message, _output);
                }

                receiving = channel.ReceiveAsync(CancellationToken.None);
            }
        }

        private bool IsReply(Message message)
        {
            if (_output is null)
            {
                return false;
            }

            try
            {
                return serviceChannel.TryCompleteReply(message);
            }
            catch (MessageHeaderException)
            {
                // A header that cannot be read: the dispatcher says so to the sender.
                return false;
            }
        }
    }
}
