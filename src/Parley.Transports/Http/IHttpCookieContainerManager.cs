using System.Net;

namespace Parley.Channels;

/// <summary>
/// The cookies of a client factory whose transport allows them; ask a factory or channel for it with <c>GetProperty</c>.
/// WCF documentation: IHttpCookieContainerManager.
/// </summary>
public interface IHttpCookieContainerManager
{
    /// <summary>The cookies. Set another container before the factory opens.</summary>
    CookieContainer CookieContainer { get; set; }
}
