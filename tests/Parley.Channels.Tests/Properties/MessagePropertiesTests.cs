using System.Net;
using Parley.Security;

namespace Parley.Channels.Tests.Properties;

public class MessagePropertiesTests
{
    [Fact]
    public void Properties_are_kept_by_name()
    {
        var properties = new MessageProperties { ["a"] = 1, ["b"] = 2 };
        properties["a"] = 3;
        Assert.Equal(2, properties.Count);
        Assert.Equal(3, properties["a"]);
        Assert.True(properties.ContainsKey("b"));
        Assert.True(properties.Remove("a"));
        Assert.False(properties.Remove("a"));
        Assert.False(properties.TryGetValue("a", out _));
        Assert.Throws<KeyNotFoundException>(() => properties["a"]);
        Assert.Throws<ArgumentException>(() => properties.Add("b", 1));
        Assert.Equal(["b"], properties.Keys);
        Assert.Equal([2], properties.Values);
        properties.Clear();
        Assert.Empty(properties);
    }

    [Fact]
    public void The_well_known_properties_have_names()
    {
        var properties = new MessageProperties { Via = new Uri("urn:via"), AllowOutputBatching = true, Security = new SecurityMessageProperty() };
        Assert.Equal(new Uri("urn:via"), properties["Via"]);
        Assert.Same(properties.Security, properties["Security"]);
        Assert.True(properties.AllowOutputBatching);
        properties.Via = null;
        Assert.False(properties.ContainsKey("Via"));
        Assert.Null(properties.Via);
    }

    [Fact]
    public void Copies_are_independent()
    {
        var request = new HttpRequestMessageProperty { Method = "GET", QueryString = "a=b" };
        request.Headers["X-One"] = "1";
        var response = new HttpResponseMessageProperty { StatusCode = HttpStatusCode.Conflict };
        var properties = new MessageProperties { [HttpRequestMessageProperty.Name] = request, [HttpResponseMessageProperty.Name] = response };
        var copy = new MessageProperties(properties);
        request.Headers["X-One"] = "2";
        request.Method = "PUT";
        response.StatusCode = HttpStatusCode.Accepted;

        var copied = (HttpRequestMessageProperty)copy["httpRequest"];
        Assert.Equal("1", copied.Headers["X-One"]);
        Assert.Equal("GET", copied.Method);
        Assert.Equal(HttpStatusCode.Conflict, ((HttpResponseMessageProperty)copy["httpResponse"]).StatusCode);
    }

    [Fact]
    public void Properties_end_with_their_message()
    {
        var message = Message.CreateMessage(MessageVersion.Default, "urn:a");
        var properties = message.Properties;
        message.Close();
        Assert.Throws<ObjectDisposedException>(() => properties.ContainsKey("x"));
        Assert.Throws<ObjectDisposedException>(() => properties["x"] = 1);
    }

    [Fact]
    public void A_remote_endpoint_shows_an_IPv4_address_that_is_mapped_into_IPv6_as_IPv4() =>
        Assert.Equal("127.0.0.1", new RemoteEndpointMessageProperty(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 808)).Address);

    [Fact]
    public void The_remote_endpoint_is_told_as_text()
    {
        var property = new RemoteEndpointMessageProperty(new IPEndPoint(IPAddress.Loopback, 808));
        Assert.Equal("127.0.0.1", property.Address);
        Assert.Equal(808, property.Port);
    }
}
