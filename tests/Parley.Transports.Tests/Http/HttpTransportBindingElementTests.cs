using System.Net;
using Parley.Channels;

namespace Parley.Transports.Tests.Http;

/// <summary>The settings of the http and https transports.</summary>
public sealed class HttpTransportBindingElementTests
{
    [Fact]
    public void The_defaults_are_those_of_wcf()
    {
        var element = new HttpTransportBindingElement();
        Assert.Equal("http", element.Scheme);
        Assert.False(element.AllowCookies);
        Assert.Equal(AuthenticationSchemes.Anonymous, element.AuthenticationScheme);
        Assert.False(element.BypassProxyOnLocal);
        Assert.True(element.DecompressionEnabled);
        Assert.Equal(HostNameComparisonMode.StrongWildcard, element.HostNameComparisonMode);
        Assert.True(element.KeepAliveEnabled);
        Assert.False(element.ManualAddressing);
        Assert.Equal(65536, element.MaxBufferSize);
        Assert.Equal(65536, element.MaxReceivedMessageSize);
        Assert.Equal(524288, element.MaxBufferPoolSize);
        Assert.Null(element.ProxyAddress);
        Assert.Equal(AuthenticationSchemes.Anonymous, element.ProxyAuthenticationScheme);
        Assert.Equal("", element.Realm);
        Assert.Equal(TransferMode.Buffered, element.TransferMode);
        Assert.False(element.UnsafeConnectionNtlmAuthentication);
        Assert.True(element.UseDefaultWebProxy);
        Assert.Equal(HttpVersion.Version11, element.HttpVersion);
        Assert.Equal("https", new HttpsTransportBindingElement().Scheme);
        Assert.False(new HttpsTransportBindingElement().RequireClientCertificate);
    }

    [Fact]
    public void MaxBufferSize_follows_MaxReceivedMessageSize_until_it_is_set()
    {
        var element = new HttpTransportBindingElement { MaxReceivedMessageSize = 1_000_000 };
        Assert.Equal(1_000_000, element.MaxBufferSize);
        element.TransferMode = TransferMode.Streamed;
        Assert.Equal(65536, element.MaxBufferSize);
        element.MaxBufferSize = 5000;
        element.TransferMode = TransferMode.Buffered;
        Assert.Equal(5000, element.MaxBufferSize);
        element = new HttpTransportBindingElement { MaxReceivedMessageSize = long.MaxValue };
        Assert.Equal(int.MaxValue, element.MaxBufferSize);
    }

    [Fact]
    public void A_copy_has_every_setting()
    {
        var original = new HttpsTransportBindingElement
        {
            AllowCookies = true,
            AuthenticationScheme = AuthenticationSchemes.Basic,
            BypassProxyOnLocal = true,
            DecompressionEnabled = false,
            HostNameComparisonMode = HostNameComparisonMode.Exact,
            HttpVersion = HttpVersion.Version20,
            KeepAliveEnabled = false,
            ManualAddressing = true,
            MaxBufferSize = 1,
            MaxReceivedMessageSize = 2,
            MaxBufferPoolSize = 3,
            MaxPendingAccepts = 4,
            Proxy = new WebProxy(),
            ProxyAddress = new Uri("http://proxy/"),
            Realm = "realm",
            RequestInitializationTimeout = TimeSpan.FromSeconds(5),
            RequireClientCertificate = true,
            TransferMode = TransferMode.Streamed,
            UnsafeConnectionNtlmAuthentication = true,
            UseDefaultWebProxy = false,
        };
        var copy = Assert.IsType<HttpsTransportBindingElement>(original.Clone());
        Assert.NotSame(original, copy);
        foreach (var property in typeof(HttpsTransportBindingElement).GetProperties())
        {
            Assert.Equal(property.GetValue(original), property.GetValue(copy));
        }
    }

    [Fact]
    public void Http_has_request_and_reply_channels_alone()
    {
        var binding = new CustomBinding(new TextMessageEncodingBindingElement(), new HttpTransportBindingElement());
        Assert.True(binding.CanBuildChannelFactory<IRequestChannel>());
        Assert.False(binding.CanBuildChannelFactory<IOutputChannel>());
        Assert.False(binding.CanBuildChannelFactory<IDuplexSessionChannel>());
        Assert.False(binding.CanBuildChannelFactory<IRequestSessionChannel>());
        Assert.True(binding.CanBuildChannelListener<IReplyChannel>());
        Assert.False(binding.CanBuildChannelListener<IInputChannel>());
        Assert.False(binding.CanBuildChannelListener<IReplySessionChannel>());
        Assert.Throws<ArgumentException>(() => binding.BuildChannelFactory<IDuplexSessionChannel>());
    }

    [Fact]
    public void Without_a_host_the_listener_says_which_one_to_add()
    {
        var binding = new CustomBinding(new TextMessageEncodingBindingElement(), new HttpTransportBindingElement());
        var exception = Assert.Throws<InvalidOperationException>(() => binding.BuildChannelListener<IReplyChannel>(new Uri("http://127.0.0.1:0/")));
        Assert.Contains("Parley.AspNetCore", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AuthenticationSchemes.IntegratedWindowsAuthentication)]
    [InlineData(AuthenticationSchemes.None)]
    public void A_scheme_that_is_not_supported_is_refused_when_the_factory_is_built(AuthenticationSchemes scheme)
    {
        var binding = new CustomBinding(new HttpTransportBindingElement { AuthenticationScheme = scheme });
        Assert.Throws<NotSupportedException>(() => binding.BuildChannelFactory<IRequestChannel>());
    }

    [Fact]
    public async Task A_proxy_address_beside_the_default_proxy_is_refused()
    {
        var binding = new CustomBinding(new HttpTransportBindingElement { ProxyAddress = new Uri("http://proxy/") });
        var factory = binding.BuildChannelFactory<IRequestChannel>();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await factory.OpenAsync());
    }

    [Fact]
    public void Basic_without_a_user_name_is_refused()
    {
        var binding = new CustomBinding(new HttpTransportBindingElement { AuthenticationScheme = AuthenticationSchemes.Basic });
        Assert.Throws<InvalidOperationException>(() => binding.BuildChannelFactory<IRequestChannel>());
    }

    [Fact]
    public async Task An_address_of_another_scheme_is_refused()
    {
        var factory = new CustomBinding(new HttpTransportBindingElement()).BuildChannelFactory<IRequestChannel>();
        await factory.OpenAsync();
        Assert.Throws<ArgumentException>(() => factory.CreateChannel(new EndpointAddress("https://127.0.0.1/")));
        await factory.CloseAsync();
    }

    [Fact]
    public void Values_out_of_range_are_refused()
    {
        var element = new HttpTransportBindingElement();
        Assert.Throws<ArgumentOutOfRangeException>(() => element.MaxBufferSize = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => element.MaxReceivedMessageSize = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => element.MaxPendingAccepts = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => element.TransferMode = (TransferMode)9);
        Assert.Throws<ArgumentOutOfRangeException>(() => element.HttpVersion = new Version(4, 0));
        Assert.Throws<ArgumentNullException>(() => element.Realm = null!);
    }
}
