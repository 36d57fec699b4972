using System.Net;
using System.Runtime.Versioning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Parley.Channels.Framing;

/// <summary>Kestrel's transport of Windows named pipes, which takes clients of the same user only.</summary>
[SupportedOSPlatform("windows")]
internal static class NamedPipeTransport
{
    /// <summary>Makes the transport. Kestrel hands it out to hosts only, so a host that is never started asks for it.</summary>
    public static IConnectionListenerFactory Create(EndPoint endPoint)
    {
        var host = new HostBuilder()
            .ConfigureWebHost(web => web.UseKestrelCore().UseNamedPipes().Configure(static _ => { }))
            .Build();
        return host.Services.GetServices<IConnectionListenerFactory>()
            .First(factory => factory is IConnectionListenerFactorySelector selector && selector.CanBind(endPoint));
    }
}
