namespace Parley;

/// <summary>The proxy with which a service calls its client back.</summary>
internal class CallbackProxy : ContractProxy, IServiceChannel
{
    Uri? IServiceChannel.ListenUri => ServiceChannel.ListenUri;
}
