using System;

namespace Parley.Interop
{
    /// <summary>Comparisons that say what was asked when they fail.</summary>
    internal static class Check
    {
        public static void Equal<T>(T expected, T actual, string what)
        {
            if (!Equals(expected, actual))
            {
                throw new CheckFailedException(what + ": expected " + Show(expected) + ", got " + Show(actual));
            }
        }

        public static void SameBytes(byte[] expected, byte[] actual, string what)
        {
            Equal(expected.Length, actual == null ? -1 : actual.Length, what + ", length");
            for (var i = 0; i < expected.Length; i++)
            {
                if (expected[i] != actual[i])
                {
                    throw new CheckFailedException(what + ": byte " + i + " is " + actual[i] + ", not " + expected[i]);
                }
            }
        }

        public static TException Throws<TException>(Action action, string what)
            where TException : Exception
        {
            try
            {
                action();
            }
            catch (TException exception)
            {
                return exception;
            }

            throw new CheckFailedException(what + ": expected " + typeof(TException).Name + ", nothing was thrown");
        }

        private static string Show(object value)
        {
            if (value == null)
            {
                return "null";
            }

            var text = value.ToString();
            return text.Length > 100 ? "'" + text.Substring(0, 100) + "…' (" + text.Length + " characters)" : "'" + text + "'";
        }
    }
}
