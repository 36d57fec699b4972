using System;
using System.Collections.Generic;
using System.Threading;
#if MONO
using System.ServiceModel;
#endif

namespace Parley.Interop
{
    /// <summary>The service's calls reach the client that called, in order, also while a call is open.</summary>
    internal static class DuplexChecks
    {
        public static void Run(Target target)
        {
            var first = new Callback(2);
            var second = new Callback(3);
            using (var one = target.Connect<IDuplex>(first))
            using (var other = target.Connect<IDuplex>(second))
            {
                if (target.Checks("ask"))
                {
                    Check.Equal(42, one.Proxy.Ask(21), "Ask(21)");
                    Check.Equal(63, other.Proxy.Ask(21), "Ask(21) of the other client");
                }

                one.Proxy.Subscribe(10);
                Check.Equal("0 1 2 3 4 5 6 7 8 9", first.Ticks(), "the ticks");
                other.Proxy.Subscribe(0);
                Check.Equal("", second.Ticks(), "ticks of a subscription to none");
                if (target.Checks("ask"))
                {
                    Check.Equal(-2, one.Proxy.Ask(-1), "Ask(-1), later");
                }

                if (target.Checks("duplex-close"))
                {
                    one.Close();
                    other.Close();
                }
            }
        }

        [CallbackBehavior(UseSynchronizationContext = false)]
        private sealed class Callback : IDuplexCallback
        {
            private readonly List<int> _ticks = new List<int>();
            private readonly int _factor;
            private bool _isDone;

            public Callback(int factor)
            {
                _factor = factor;
            }

            public void OnTick(int n)
            {
                lock (_ticks)
                {
                    _ticks.Add(n);
                }
            }

            public void OnDone()
            {
                lock (_ticks)
                {
                    _isDone = true;
                    Monitor.Pulse(_ticks);
                }
            }

            public int Answer(int x)
            {
                return _factor * x;
            }

            public string Ticks()
            {
                lock (_ticks)
                {
                    Check.Equal(true, _isDone || Monitor.Wait(_ticks, TimeSpan.FromSeconds(10)), "whether OnDone came within 10 s");
                    return string.Join(" ", _ticks);
                }
            }
        }
    }
}
