using System.Numerics;
using System.Runtime.InteropServices;

namespace Parley.ReliableMessaging;

/// <content>Where the messages are kept.</content>
internal sealed partial class OutgoingSequence<T>
{
    private bool TryFindNext(out long number)
    {
        while (LostCount != 0 && _lost!.TryDequeue(out number, out _))
        {
            if (IsHeld(number) && SlotOf(number).State == SlotState.Lost)
            {
                LostCount--;
                return true;
            }
        }

        number = _sent + 1;
        if (_sent == _assigned)
        {
            return false;
        }

        _sent = number;
        return true;
    }

    private bool IsHeld(long number) => number > _acknowledged && number <= _assigned;

    private ref Slot SlotOf(long number) => ref _ring[(int)(number & (_ring.Length - 1))];

    private void EnsureRing(int span)
    {
        if (span <= _ring.Length)
        {
            return;
        }

        var ring = new Slot[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, span))];
        for (var number = _acknowledged + 1; number <= _assigned; number++)
        {
            ring[(int)(number & (ring.Length - 1))] = SlotOf(number);
            if (number == long.MaxValue)
            {
                break;
            }
        }

        _ring = ring;
    }

    /// <remarks>
    /// Emptied field by field, and always empty before it is used: to write it as a whole costs a copy, and a wait for what was written to it just before.
    /// </remarks>
    [StructLayout(LayoutKind.Auto)]
    private struct Slot
    {
        public T? Payload;
        public TimeSpan SentAt;
        public TimeSpan? RetryAt;
        public long Order;
        public long Older;
        public long Newer;
        public int Attempts;
        public int EmptyAnswers;
        public int Failures;
        public SlotState State;
        public bool IsLast;
        public bool IsQuestion;

        /// <summary>The message is acknowledged: nothing of it is left.</summary>
        public void Empty(SlotState state)
        {
            Payload = default;
            SentAt = default;
            if (RetryAt is not null)
            {
                RetryAt = null;
            }

            Order = 0;
            Older = 0;
            Newer = 0;
            Attempts = 0;
            EmptyAnswers = 0;
            Failures = 0;
            State = state;
            IsLast = false;
            IsQuestion = false;
        }
    }
}
