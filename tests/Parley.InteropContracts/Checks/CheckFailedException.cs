using System;

namespace Parley.Interop
{
    /// <summary>The peer did something else than the contract says.</summary>
    public sealed class CheckFailedException : Exception
    {
        /// <summary>Says what was expected and what came.</summary>
        public CheckFailedException(string message)
            : base(message)
        {
        }
    }
}
