using System;
using System.Text;
#if MONO
using System.ServiceModel;
using SessionIsGone = System.TimeoutException; // What Mono's client throws when the connection ends under a call.
#else
using SessionIsGone = Parley.CommunicationException;
#endif

namespace Parley.Interop
{
    /// <summary>Everything that the calculator promises.</summary>
    internal static class CalculatorChecks
    {
        public static void Run(Target target)
        {
            using (var connection = target.Connect<ICalculator>())
            {
                Values(connection.Proxy);
                if (target.Checks("faults"))
                {
                    Faults(connection.Proxy);
                }

                if (target.Checks("notifications"))
                {
                    Notifications(connection.Proxy, target);
                }

                if (target.Checks("identity"))
                {
                    Identity(connection, target.Row);
                }

                connection.Close();
            }

            if (target.Checks("faults"))
            {
                Crash(target);
            }
        }

        private static void Values(ICalculator calculator)
        {
            Check.Equal(5.5, calculator.Add(2, 3.5), "Add(2, 3.5)");
            Check.Equal(-1e300, calculator.Add(-1e300, 1), "Add(-1e300, 1)");
            foreach (var text in new[] { "hello", "", null, "<a href=\"x\">&amp;</a>", "line\nline\ttab", "é 漢字 \U0001F600", LongText() })
            {
                Check.Equal(text, calculator.Echo(text), "Echo");
            }

            Check.SameBytes(Array.Empty<byte>(), calculator.EchoBytes(Array.Empty<byte>()), "EchoBytes of none");
            var bytes = new byte[200 * 1024];
            new Random(1).NextBytes(bytes);
            Check.SameBytes(bytes, calculator.EchoBytes(bytes), "EchoBytes of 200 KB");
        }

        private static void Faults(ICalculator calculator)
        {
            var fault = Check.Throws<FaultException<CalculatorFault>>(() => calculator.Fail("on purpose"), "Fail");
            Check.Equal("on purpose", fault.Detail.Reason, "the reason in the fault's detail");
            Check.Equal(3.0, calculator.Add(1, 2), "Add after a declared fault");
        }

        private static void Notifications(ICalculator calculator, Target target)
        {
            const int Count = 3;
            for (var i = 0; i < Count; i++)
            {
                calculator.Notify("notification " + i);
            }

            if (target.Row.HasSession || target.Checks("instance-per-call"))
            {
                Check.Equal(target.Row.HasSession ? Count : 0, calculator.Notified(), "Notified");
            }
        }

        private static void Identity(Connection<ICalculator> connection, Row row)
        {
            var parts = connection.Proxy.WhoAmI().Split('|');
            Check.Equal(2, parts.Length, "parts of WhoAmI");
            if (row.CallerName.StartsWith("CN=", StringComparison.Ordinal))
            {
                Check.Equal(row.CallerName, parts[0].Split(';')[0], "the certificate's subject in WhoAmI");
                Check.Equal("X509", parts[1], "the authentication type of a certificate");
            }
            else
            {
                Check.Equal(row.CallerName, parts[0], "the name in WhoAmI");
                Check.Equal(row.CallerName.Length == 0, parts[1].Length == 0, "whether WhoAmI has no authentication type");
            }

            var session = connection.Proxy.SessionId();
            Check.Equal(row.HasSession, session.Length > 0, "whether the service has a session");
            if (row.SharesSessionId)
            {
                Check.Equal(connection.Channel.SessionId, session, "the session's identifier");
            }
        }

        private static void Crash(Target target)
        {
            using (var connection = target.Connect<ICalculator>())
            {
                var fault = Check.Throws<FaultException>(() => connection.Proxy.Crash(), "Crash");
                Check.Equal(false, fault is FaultException<CalculatorFault>, "whether Crash is the declared fault");
                if (!target.Row.HasSession)
                {
                    Check.Equal(3.0, connection.Proxy.Add(1, 2), "Add after Crash, without a session");
                    connection.Close();
                    return;
                }

                Check.Throws<SessionIsGone>(() => connection.Proxy.Add(1, 2), "Add after Crash, in a session");
            }

            using (var connection = target.Connect<ICalculator>())
            {
                Check.Equal(3.0, connection.Proxy.Add(1, 2), "Add in a new session after Crash");
                connection.Close();
            }
        }

        private static string LongText()
        {
            var text = new StringBuilder();
            while (text.Length < 60 * 1024)
            {
                text.Append("All work and no play & 日本 ");
            }

            return text.ToString();
        }
    }
}
