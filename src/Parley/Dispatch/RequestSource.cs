using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
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

    private sealed class FromInputChannel(IInputChannel channel, ServiceChannel serviceChannel) : RequestSource, IValueTaskSource<RequestContext?>
    {
        private readonly IOutputChannel? _output = channel as IOutputChannel;
        private ManualResetValueTaskSourceCore<RequestContext?> _core;
        private ConfiguredValueTaskAwaitable<Message?>.ConfiguredValueTaskAwaiter _receiving;
        private Action? _onReceived;

        internal override bool HasReplies => false;

        /// <summary>Replies to calls of this side go to who waits for them, and never become requests.</summary>
        internal override ValueTask<RequestContext?> ReceiveAsync()
        {
            while (true)
            {
                var receiving = channel.ReceiveAsync(CancellationToken.None);
                if (!receiving.IsCompletedSuccessfully)
                {
                    return WaitAsync(receiving);
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

        /// <summary>Waits for a message. One receive at a time: what waits is used again, and needs no state machine.</summary>
        private ValueTask<RequestContext?> WaitAsync(ValueTask<Message?> receiving)
        {
            _core.Reset();
            var version = _core.Version;
            _receiving = AwaiterOf(receiving);
            _receiving.UnsafeOnCompleted(_onReceived ??= OnReceived);
            return new ValueTask<RequestContext?>(this, version);
        }

        private void OnReceived()
        {
            RequestContext? request;
            try
            {
                var message = _receiving.GetResult();
                while (message is not null && IsReply(message))
                {
                    _receiving = AwaiterOf(channel.ReceiveAsync(CancellationToken.None));
                    if (!_receiving.IsCompleted)
                    {
                        _receiving.UnsafeOnCompleted(_onReceived!);
                        return;
                    }

                    message = _receiving.GetResult();
                }

                request = message is null ? null : new DuplexRequest(message, _output);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                _core.SetException(exception);
                return;
            }

            _core.SetResult(request);
        }

        private static ConfiguredValueTaskAwaitable<Message?>.ConfiguredValueTaskAwaiter AwaiterOf(ValueTask<Message?> task) =>
            task.ConfigureAwait(false).GetAwaiter();

        RequestContext? IValueTaskSource<RequestContext?>.GetResult(short token) => _core.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource<RequestContext?>.GetStatus(short token) => _core.GetStatus(token);

        void IValueTaskSource<RequestContext?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

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
