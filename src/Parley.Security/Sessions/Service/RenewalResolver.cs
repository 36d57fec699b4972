namespace Parley.Security;

/// <summary>Knows the keys of one request for a new key: those of the bootstrap, and that of the session which endorses it.</summary>
internal sealed class RenewalResolver(ServiceKeys service, IContextKeys contexts) : TokenResolver(service.Service, service.Client, null)
{
    private readonly ContextResolver _contexts = new(contexts);

    public override SecretKey? FindSecurityContext(string identifier, string? instance, byte[]? cookie) => _contexts.FindSecurityContext(identifier, instance, cookie);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _contexts.Dispose();
        }

        base.Dispose(disposing);
    }
}
