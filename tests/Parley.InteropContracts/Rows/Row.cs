using System;
#if MONO
using System.ServiceModel;
using System.ServiceModel.Channels;
#else
using Parley.Channels;
#endif

namespace Parley.Interop
{
    /// <summary>One row of the agreement: a path, its binding and the contracts that are served there. Rows never change, rows are added.</summary>
    public sealed class Row
    {
        /// <summary>Begins with a slash. An endpoint's address is this and a slash and the contract.</summary>
        public string Path { get; set; }

        /// <summary>Which of the ports (or the folder of local sockets) the row is on.</summary>
        public RowPort Port { get; set; }

        /// <summary>Of calculator, session, sink, report, duplex.</summary>
        public string[] Contracts { get; set; }

        /// <summary>Makes the binding, for the host and for the client.</summary>
        public Func<Binding> Binding { get; set; }

        /// <summary>Why this side cannot do the row; null when it can.</summary>
        public string NotAvailable { get; set; }

        /// <summary>Not one of the agreed rows: served always, called only when --only names it.</summary>
        public bool Extra { get; set; }

        /// <summary>Whether calls of one channel reach one service instance.</summary>
        public bool HasSession { get; set; }

        /// <summary>Whether client and service know the session by the same identifier.</summary>
        public bool SharesSessionId { get; set; }

        /// <summary>Whether messages may arrive in another order than they were sent in.</summary>
        public bool Unordered { get; set; }

        /// <summary>The name that the service gives the caller: "" for an anonymous one.</summary>
        public string CallerName { get; set; } = "";

        /// <summary>The address's identity, null when none is expected.</summary>
        public EndpointIdentity Identity { get; set; }

        /// <summary>What the client's factory needs beyond the binding; null when nothing.</summary>
        public Action<ChannelFactory> Credentials { get; set; }
    }
}
