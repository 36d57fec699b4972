namespace Parley.Channels;

/// <summary>The channels to those that a service sends to, one for each address. Those that were used last are kept.</summary>
internal sealed class OutputChannels(IChannelFactory<IOutputChannel> factory)
{
    /// <summary>So many channels are kept that nobody sends on.</summary>
    private const int MostKept = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<Uri, Way> _ways = [];

    // Ways that nobody uses, the one used longest ago first.
    private readonly LinkedList<Way> _idle = [];

    /// <summary>Sends a message, and closes it.</summary>
    public async ValueTask SendAsync(Uri to, Message message, CancellationToken cancellationToken)
    {
        Way? way = null;
        try
        {
            way = Enter(to);
            await way.OpenAsync(cancellationToken).ConfigureAwait(false);
            await way.Channel.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            message.Close();
            if (way is not null)
            {
                Leave(way);
            }
        }
    }

    private static async Task CloseAsync(IOutputChannel channel)
    {
        try
        {
            await channel.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            channel.Abort();
        }
    }

    private Way Enter(Uri to)
    {
        lock (_lock)
        {
            if (!_ways.TryGetValue(to, out var way))
            {
                way = new Way(to, factory.CreateChannel(new EndpointAddress(to)));
                _ways.Add(to, way);
            }

            if (way.Place.List is not null)
            {
                _idle.Remove(way.Place);
            }

            way.Users++;
            return way;
        }
    }

    private void Leave(Way way)
    {
        Way? ended = null;
        lock (_lock)
        {
            var isLast = --way.Users == 0;
            if (way.Channel.State is not (CommunicationState.Created or CommunicationState.Opening or CommunicationState.Opened))
            {
                if (_ways.GetValueOrDefault(way.To) == way)
                {
                    _ways.Remove(way.To);
                }

                ended = isLast ? way : null;
            }
            else if (isLast)
            {
                _idle.AddLast(way.Place);
                if (_idle.Count > MostKept)
                {
                    ended = _idle.First!.Value;
                    _idle.RemoveFirst();
                    _ways.Remove(ended.To);
                }
            }
        }

        if (ended is not null)
        {
            _ = CloseAsync(ended.Channel);
        }
    }

    private sealed class Way
    {
        private readonly Lock _lock = new();
        private Task? _opening;

        public Way(Uri to, IOutputChannel channel)
        {
            To = to;
            Channel = channel;
            Place = new LinkedListNode<Way>(this);
        }

        public Uri To { get; }

        public IOutputChannel Channel { get; }

        public LinkedListNode<Way> Place { get; }

        public int Users { get; set; }

        public ValueTask OpenAsync(CancellationToken cancellationToken)
        {
            if (Channel.State == CommunicationState.Opened)
            {
                return default;
            }

            lock (_lock)
            {
                _opening ??= Channel.OpenAsync(CancellationToken.None).AsTask();
            }

            return new(_opening.WaitAsync(cancellationToken));
        }
    }
}
