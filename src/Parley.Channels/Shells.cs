#pragma warning disable
// Shells so that the layers above compile. Each goes when the real type arrives.
namespace Parley
{
    public class EndpointAddress { public EndpointAddress(string uri) => Uri = new Uri(uri); public Uri Uri { get; } }
}

namespace Parley.Channels
{
    public abstract class Message { }
    public class MessageVersion { }
}
