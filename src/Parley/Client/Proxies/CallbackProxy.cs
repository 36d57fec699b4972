namespace Parley;

/// <summary>The proxy with which a service calls its client back.</summary>
internal class CallbackProxy : ContractProxy, IServiceChannel
{
    public Uri? ListenUri => ServiceChannel.ListenUri;
}
