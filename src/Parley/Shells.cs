#pragma warning disable
// Shells so that descriptions compile. Each goes when the real type arrives.
namespace Parley
{
    public abstract class ServiceHostBase { }
}

namespace Parley.Dispatcher
{
    public class EndpointDispatcher { }
    public class DispatchRuntime { }
    public class DispatchOperation { public IDispatchMessageFormatter? Formatter { get; set; } public bool SerializeReply { get; set; } public bool DeserializeRequest { get; set; } }
}
