using System;
#if MONO
using System.ServiceModel;
#endif

namespace Parley.Interop
{
    /// <summary>One contract of a row, at one address.</summary>
    public sealed class Target
    {
        private readonly InteropOptions _options;

        /// <summary>The endpoint that the options place.</summary>
        public Target(Row row, string contract, InteropOptions options)
        {
            Row = row;
            Contract = contract;
            _options = options;
        }

        /// <summary>What the endpoint is to be like.</summary>
        public Row Row { get; private set; }

        /// <summary>One of the row's contracts.</summary>
        public string Contract { get; private set; }

        /// <summary>Whether to make a check that some peers are known to fail.</summary>
        internal bool Checks(string name)
        {
            return Array.IndexOf(_options.Without, name) < 0;
        }

        /// <summary>A channel and its factory, of this endpoint.</summary>
        internal Connection<T> Connect<T>()
        {
            return Connect(new ChannelFactory<T>(Row.Binding(), Address()));
        }

        /// <summary>The same with a callback.</summary>
        internal Connection<T> Connect<T>(object callback)
        {
            return Connect(new DuplexChannelFactory<T>(new InstanceContext(callback), Row.Binding(), Address()));
        }

        /// <summary>The report of the same host, which stands in the basic row.</summary>
        internal Connection<ISinkReport> ConnectToReport()
        {
            var row = new Row { Path = "/basic", Port = RowPort.Http };
            return new Connection<ISinkReport>(new ChannelFactory<ISinkReport>(
                new BasicHttpBinding(), new EndpointAddress(_options.Address(row, "report"))));
        }

        private EndpointAddress Address()
        {
            var address = _options.Address(Row, Contract);
            return Row.Identity == null ? new EndpointAddress(address) : new EndpointAddress(address, Row.Identity);
        }

        private Connection<T> Connect<T>(ChannelFactory<T> factory)
        {
            if (Row.Credentials != null)
            {
                Row.Credentials(factory);
            }

            return new Connection<T>(factory);
        }
    }
}
