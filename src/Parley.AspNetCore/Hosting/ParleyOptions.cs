namespace Parley;

/// <summary>What all services of an ASP.NET Core application have in common. Set with <c>services.AddParley(options => …)</c>.</summary>
public sealed class ParleyOptions
{
    private TimeSpan _drainTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the application waits, when it stops, for calls in flight and for sessions to end, before it aborts them. Zero or
    /// more, or infinite; default 10 seconds. The host's own shutdown timeout bounds it as well.
    /// </summary>
    public TimeSpan DrainTimeout
    {
        get => _drainTimeout;
        set
        {
            if (value < TimeSpan.Zero && value != Timeout.InfiniteTimeSpan)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "DrainTimeout is zero or more, or infinite.");
            }

            _drainTimeout = value;
        }
    }

    /// <summary>
    /// True to let endpoints with an https binding take requests that came over plain http: for a proxy that ends TLS and tells nobody.
    /// Everybody who reaches the application's port past the proxy is served without TLS then. Forwarded headers middleware
    /// (<c>app.UseForwardedHeaders</c>) is the better way and needs no such option. Default false: such requests get status 403.
    /// </summary>
    public bool AllowHttpForHttpsEndpoints { get; set; }

    /// <summary>True to send undeclared exceptions to clients, for debugging; never in production. Default false.</summary>
    public bool IncludeExceptionDetailInFaults { get; set; }
}
