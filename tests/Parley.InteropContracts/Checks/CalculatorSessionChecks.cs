using System;
#if MONO
using System.ServiceModel;
#endif

namespace Parley.Interop
{
    /// <summary>A session has a memory of its own, a beginning and an end.</summary>
    internal static class CalculatorSessionChecks
    {
        public static void Run(Target target)
        {
            using (var first = target.Connect<ICalculatorSession>())
            using (var second = target.Connect<ICalculatorSession>())
            {
                first.Proxy.Start();
                second.Proxy.Start();
                for (var n = 1; n <= 10; n++)
                {
                    first.Proxy.AddTo(n);
                    second.Proxy.AddTo(-n);
                }

                Check.Equal(55.0, first.Proxy.Result(), "the first session's sum");
                Check.Equal(-55.0, second.Proxy.Result(), "the second session's sum");
                first.Proxy.AddTo(0.5);
                Check.Equal(55.5, first.Proxy.Result(), "the first session's sum, later");

                first.Proxy.Stop();
                if (target.Checks("terminating"))
                {
                    Check.Throws<Exception>(() => first.Proxy.Result(), "a call after the terminating one");
                }

                second.Close();
            }

            if (target.Checks("initiating"))
            {
                NonInitiatingFirst(target);
            }
        }

        private static void NonInitiatingFirst(Target target)
        {
            using (var connection = target.Connect<ICalculatorSession>())
            {
                Check.Throws<InvalidOperationException>(() => connection.Proxy.Result(), "a first call that may not be the first");
            }
        }
    }
}
