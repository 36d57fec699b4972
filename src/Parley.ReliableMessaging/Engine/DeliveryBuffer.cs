namespace Parley.ReliableMessaging;

/// <summary>
/// Messages that have arrived and that the application has not taken: in the order of their numbers, with gaps held
/// open, or as they came.
/// </summary>
internal abstract class DeliveryBuffer<T>
{
    /// <summary>Messages held: those that can be taken and those behind a gap.</summary>
    public abstract int Held { get; }

    /// <summary>Every message that is held.</summary>
    public abstract IEnumerable<Delivery<T>> Rest { get; }

    /// <summary>Messages that can be taken now; <paramref name="contiguous"/> is the number up to which every number has arrived.</summary>
    public abstract int CountReady(long contiguous);

    /// <summary>True when there is room for the message.</summary>
    /// <param name="number">Its number, not seen before.</param>
    /// <param name="most">So many messages, and gaps between them, may be held.</param>
    public abstract bool HasRoomFor(long number, int most);

    /// <summary>Holds a message that there is room for.</summary>
    public abstract void Add(long number, T? payload);

    /// <summary>Hands the next message over; <paramref name="contiguous"/> is the number up to which every number has arrived.</summary>
    public abstract bool TryTake(long contiguous, out Delivery<T> delivery);

    /// <summary>Lets go of everything.</summary>
    public abstract void Clear();

    /// <summary>Makes the buffer for messages in order, or not.</summary>
    public static DeliveryBuffer<T> Create(bool ordered) => ordered ? new OrderedBuffer<T>() : new UnorderedBuffer<T>();
}

/// <summary>Hands messages over in the order of their numbers.</summary>
internal sealed class OrderedBuffer<T> : DeliveryBuffer<T>
{
    private const int RingToKeep = 64;

    private (bool IsHeld, T? Payload)[] _ring = [];
    private long _taken;
    private int _held;

    public override int Held => _held;

    public override IEnumerable<Delivery<T>> Rest
    {
        get
        {
            for (var number = _taken + 1; number <= _taken + _ring.Length; number++)
            {
                var (isHeld, payload) = _ring[(int)(number & (_ring.Length - 1))];
                if (isHeld)
                {
                    yield return new(number, payload);
                }
            }
        }
    }

    /// <summary>WCF documentation: a message is taken when those not yet taken and its distance from the next expected fit into the window.</summary>
    public override bool HasRoomFor(long number, int most) => number - _taken <= most;

    public override int CountReady(long contiguous) => (int)Math.Min(_held, contiguous - _taken);

    public override void Add(long number, T? payload)
    {
        EnsureRing((int)(number - _taken));
        ref var slot = ref _ring[(int)(number & (_ring.Length - 1))];
        slot = (true, payload);
        _held++;
    }

    public override bool TryTake(long contiguous, out Delivery<T> delivery)
    {
        // A number without a message in the ring is the last message of version 1.0, which has none.
        while (_taken < contiguous)
        {
            _taken++;
            if (_ring.Length == 0)
            {
                continue;
            }

            ref var slot = ref _ring[(int)(_taken & (_ring.Length - 1))];
            if (slot.IsHeld)
            {
                delivery = new(_taken, slot.Payload);
                slot = default;
                if (--_held == 0 && _ring.Length > RingToKeep)
                {
                    _ring = [];
                }

                return true;
            }
        }

        delivery = default;
        return false;
    }

    public override void Clear()
    {
        _ring = [];
        _held = 0;
    }

    private void EnsureRing(int span)
    {
        if (span < _ring.Length)
        {
            return;
        }

        var ring = new (bool, T?)[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, span + 1))];
        for (var offset = 1; offset <= _ring.Length; offset++)
        {
            var number = _taken + offset;
            ring[(int)(number & (ring.Length - 1))] = _ring[(int)(number & (_ring.Length - 1))];
        }

        _ring = ring;
    }
}

/// <summary>Hands messages over as they came.</summary>
internal sealed class UnorderedBuffer<T> : DeliveryBuffer<T>
{
    private readonly Queue<Delivery<T>> _queue = new();

    public override int Held => _queue.Count;

    public override IEnumerable<Delivery<T>> Rest => _queue;

    public override bool HasRoomFor(long number, int most) => _queue.Count < most;

    public override int CountReady(long contiguous) => _queue.Count;

    public override void Add(long number, T? payload) => _queue.Enqueue(new(number, payload));

    public override bool TryTake(long contiguous, out Delivery<T> delivery) => _queue.TryDequeue(out delivery);

    public override void Clear() => _queue.Clear();
}
