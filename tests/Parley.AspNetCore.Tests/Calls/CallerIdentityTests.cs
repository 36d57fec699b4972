using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Channels;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;
using Parley.Security;

namespace Parley.AspNetCore.Tests.Calls;

public sealed class CallerIdentityTests
{
    [Fact]
    public async Task A_caller_without_credentials_is_anonymous()
    {
        await using var host = new ServiceHost(typeof(Doorman));
        host.AddServiceEndpoint(typeof(IDoorman), new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:0/door");
        await host.OpenAsync();
        await using var factory = new ChannelFactory<IDoorman>(
            new NetTcpBinding(SecurityMode.None), new EndpointAddress(host.ChannelDispatchers[0].Listener!.Uri));
        var door = factory.CreateChannel();
        Assert.Equal("|", await door.WhoAmIAsync());
        Assert.Equal("none", await door.ShownAsync());
    }

    [Fact]
    public async Task The_tokens_that_a_message_brought_are_told()
    {
        await using var host = new ServiceHost(typeof(Doorman));
        host.AddServiceEndpoint(typeof(IDoorman), CreateBinding(), "http://127.0.0.1:0/door");
        host.Credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
        host.Credentials.UserNameAuthentication.CustomUserNamePasswordValidator = UserNamePasswordValidator.None;
        await host.OpenAsync();
        await using var factory = new ChannelFactory<IDoorman>(CreateBinding(), new EndpointAddress(host.ChannelDispatchers[0].Listener!.Uri));
        factory.Credentials.UserName.UserName = "alice";
        factory.Credentials.UserName.Password = "wonderland";
        Assert.Equal("SignedEncrypted alice", await factory.CreateChannel().ShownAsync());

        static CustomBinding CreateBinding()
        {
            var security = SecurityBindingElement.CreateUserNameOverTransportBindingElement();
            security.AllowInsecureTransport = true;
            return new CustomBinding(security, new TextMessageEncodingBindingElement(), new HttpTransportBindingElement());
        }
    }

    [Fact]
    public async Task A_client_certificate_tells_the_operation_who_calls()
    {
        using var service = CreateCertificate("CN=localhost");
        using var client = CreateCertificate("CN=alice");
        await using var host = new ServiceHost(typeof(Doorman));
        host.AddServiceEndpoint(typeof(IDoorman), CreateBinding(), "net.tcp://127.0.0.1:0/door");
        host.Credentials.ServiceCertificate.Certificate = service;
        host.Credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        await host.OpenAsync();
        var address = new EndpointAddress(host.ChannelDispatchers[0].Listener!.Uri, new DnsEndpointIdentity("localhost"));
        await using var factory = new ChannelFactory<IDoorman>(CreateBinding(), address);
        factory.Credentials.ClientCertificate.Certificate = client;
        factory.Credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        Assert.Equal($"CN=alice; {client.Thumbprint}|X509", await factory.CreateChannel().WhoAmIAsync());

        static NetTcpBinding CreateBinding()
        {
            var binding = new NetTcpBinding(SecurityMode.Transport);
            binding.Security.Transport.ClientCredentialType = TcpClientCredentialType.Certificate;
            return binding;
        }
    }

    private static X509Certificate2 CreateCertificate(string subject)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    [ServiceContract(Namespace = "urn:parley:tests")]
    public interface IDoorman
    {
        [OperationContract]
        Task<string> WhoAmIAsync();

        [OperationContract]
        Task<string> ShownAsync();
    }

    public sealed class Doorman : IDoorman
    {
        public async Task<string> WhoAmIAsync()
        {
            await Task.Yield();
            var identity = ServiceSecurityContext.Current?.PrimaryIdentity;
            return $"{identity?.Name}|{identity?.AuthenticationType}";
        }

        public Task<string> ShownAsync()
        {
            var context = OperationContext.Current!;
            return Task.FromResult(
                context.HasSupportingTokens
                    ? string.Join(", ", context.SupportingTokens!.Select(token => $"{token.SecurityTokenAttachmentMode} {((UserNameSecurityToken)token.SecurityToken!).UserName}"))
                    : "none");
        }
    }
}
