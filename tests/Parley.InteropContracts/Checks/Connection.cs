using System;
#if MONO
using System.ServiceModel;
#endif

namespace Parley.Interop
{
    /// <summary>A channel with the factory that made it. Disposing aborts whatever has not been closed.</summary>
    internal sealed class Connection<T> : IDisposable
    {
        private readonly ChannelFactory<T> _factory;

        public Connection(ChannelFactory<T> factory)
        {
            _factory = factory;
            Proxy = factory.CreateChannel();
        }

        public T Proxy { get; private set; }

        public IClientChannel Channel
        {
            get { return (IClientChannel)Proxy; }
        }

        /// <summary>Closes in order: a failure is a failure of the check.</summary>
        public void Close()
        {
            Channel.Close();
            _factory.Close();
        }

        public void Dispose()
        {
            Channel.Abort();
            _factory.Abort();
        }
    }
}
