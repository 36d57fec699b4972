using Parley.Channels;

namespace Parley.AspNetCore.Tests.Http;

/// <summary>Which server takes the requests to an address.</summary>
public sealed class HttpServerAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:80/a", "http://127.0.0.1:80/b", true)]
    [InlineData("http://127.0.0.1:80/a", "http://127.0.0.1:81/b", false)]
    [InlineData("http://127.0.0.1:80/a", "http://127.0.0.2:80/b", false)]
    [InlineData("http://localhost:80/a", "http://127.0.0.1:80/b", true)]
    [InlineData("http://localhost:80/a", "http://[::1]:80/b", true)]
    [InlineData("http://127.0.0.1:80/a", "http://localhost:80/b", false)]
    [InlineData("http://host.example:80/a", "http://other.example:80/b", true)]
    [InlineData("http://host.example:80/a", "http://localhost:80/b", true)]
    [InlineData("http://localhost:80/a", "http://host.example:80/b", false)]
    [InlineData("http://127.0.0.1:0/a", "http://127.0.0.1:0/b", false)]
    public void A_server_covers_the_addresses_that_its_own_includes(string server, string other, bool covers) =>
        Assert.Equal(covers, HttpServerAddress.Of(new Uri(server)).Covers(HttpServerAddress.Of(new Uri(other))));
}
