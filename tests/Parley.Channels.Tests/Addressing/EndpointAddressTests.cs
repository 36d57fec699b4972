using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace Parley.Channels.Tests.Addressing;

public class EndpointAddressTests
{
    public static TheoryData<AddressingVersion> Versions => new(AddressingVersion.WSAddressing10, AddressingVersion.WSAddressingAugust2004);

    private static EndpointAddress RoundTrip(EndpointAddress address, AddressingVersion version)
        => EndpointAddress.ReadFrom(version, Wire.TextReader(Wire.ToText(writer => address.WriteTo(version, writer))));

    private static X509Certificate2 CreateCertificate()
    {
        using var rsa = RSA.Create(2048);
        return new CertificateRequest("CN=service", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void An_address_with_headers_and_each_identity_comes_back(AddressingVersion version)
    {
        using var certificate = CreateCertificate();
        EndpointIdentity?[] identities =
        [
            null, EndpointIdentity.CreateDnsIdentity("service.example"), EndpointIdentity.CreateSpnIdentity("host/x"), EndpointIdentity.CreateUpnIdentity("u@d"),
            EndpointIdentity.CreateRsaIdentity(certificate), EndpointIdentity.CreateX509CertificateIdentity(certificate),
        ];
        foreach (var identity in identities)
        {
            var address = new EndpointAddress(
                new Uri("http://localhost/x"), identity, AddressHeader.CreateAddressHeader("id", "urn:t", 5), AddressHeader.CreateAddressHeader("name", "urn:t", "n"));
            var read = RoundTrip(address, version);
            Assert.Equal(address, read);
            Assert.Equal(identity, read.Identity);
            Assert.Equal(address.GetHashCode(), read.GetHashCode());
            Assert.Equal(5, read.Headers.FindHeader("id", "urn:t")!.GetValue<int>());
            Assert.True(address == read);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void The_anonymous_address_is_the_versions_own_on_the_wire(AddressingVersion version)
    {
        var text = Wire.ToText(writer => new EndpointAddress(EndpointAddress.AnonymousUri).WriteTo(version, writer));
        Assert.Equal($"<a:EndpointReference xmlns:a=\"{version.Namespace.Value}\"><a:Address>{version.Anonymous!.Value}</a:Address></a:EndpointReference>", text);
        Assert.True(EndpointAddress.ReadFrom(Wire.TextReader(text)).IsAnonymous);
    }

    [Fact]
    public void The_none_address_comes_back()
    {
        var read = RoundTrip(new EndpointAddress(EndpointAddress.NoneUri), AddressingVersion.WSAddressing10);
        Assert.True(read.IsNone);
        Assert.Equal("http://www.w3.org/2005/08/addressing/none", read.Uri.OriginalString);
    }

    [Fact]
    public void An_endpoint_reference_of_10_with_everything_in_it_is_read_and_written()
    {
        const string Xml = "<r xmlns:a='http://www.w3.org/2005/08/addressing'><a:Address>http://x/y</a:Address>"
            + "<a:ReferenceParameters><p:id xmlns:p='urn:p'>7</p:id></a:ReferenceParameters>"
            + "<a:Metadata><m xmlns='urn:m'>1</m><n xmlns='urn:m'/></a:Metadata>"
            + "<Identity xmlns='http://schemas.xmlsoap.org/ws/2006/02/addressingidentity'><Dns>d.example</Dns></Identity><e xmlns='urn:e'>2</e></r>";
        var address = EndpointAddress.ReadFrom(AddressingVersion.WSAddressing10, Wire.TextReader(Xml));
        address = RoundTrip(new EndpointAddressBuilder(address).ToEndpointAddress(), AddressingVersion.WSAddressing10);

        Assert.Equal("7", address.Headers[0].GetAddressHeaderReader().ReadElementContentAsString());
        Assert.Equal(EndpointIdentity.CreateDnsIdentity("D.example"), address.Identity);
        using var metadata = address.GetReaderAtMetadata()!;
        Assert.Equal("m", metadata.LocalName);
        metadata.Skip();
        Assert.Equal("n", metadata.LocalName);
        using var extensions = address.GetReaderAtExtensions()!;
        Assert.Equal("e", extensions.LocalName);
    }

    [Fact]
    public void An_endpoint_reference_of_august_2004_with_everything_in_it_is_read_and_written()
    {
        const string Xml = "<r xmlns:a='http://schemas.xmlsoap.org/ws/2004/08/addressing'><a:Address>http://x/y</a:Address>"
            + "<a:ReferenceProperties><p:a xmlns:p='urn:p'>1</p:a></a:ReferenceProperties><a:ReferenceParameters><p:b xmlns:p='urn:p'>2</p:b></a:ReferenceParameters>"
            + "<a:PortType>a:x</a:PortType><a:ServiceName PortName='p'>a:y</a:ServiceName><e xmlns='urn:e'>2</e></r>";
        var address = EndpointAddress.ReadFrom(AddressingVersion.WSAddressingAugust2004, Wire.TextReader(Xml));
        var text = Wire.ToText(writer => address.WriteTo(AddressingVersion.WSAddressingAugust2004, writer));
        Assert.Contains("<a:ReferenceProperties><p:a xmlns:p=\"urn:p\">1</p:a></a:ReferenceProperties><a:ReferenceParameters><p:b xmlns:p=\"urn:p\">2</p:b></a:ReferenceParameters>", text, StringComparison.Ordinal);
        Assert.Contains("<a:PortType>a:x</a:PortType><a:ServiceName PortName=\"p\">a:y</a:ServiceName>", text, StringComparison.Ordinal);
        Assert.Contains("<e xmlns=\"urn:e\">2</e>", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<r/>")]
    [InlineData("<r><Address xmlns='http://www.w3.org/2005/08/addressing'/></r>")]
    [InlineData("<r><Address xmlns='http://www.w3.org/2005/08/addressing'>no uri</Address></r>")]
    [InlineData("<r><Address xmlns='http://schemas.xmlsoap.org/ws/2004/08/addressing'>http://x/</Address></r>")]
    public void What_is_no_endpoint_reference_is_refused(string xml)
        => Assert.Throws<XmlException>(() => EndpointAddress.ReadFrom(AddressingVersion.WSAddressing10, Wire.TextReader(xml)));

    [Fact]
    public void An_endpoint_reference_needs_a_version_of_addressing()
        => Assert.Throws<ProtocolException>(() => RoundTrip(new EndpointAddress("urn:x"), AddressingVersion.None));

    [Fact]
    public void Applying_an_address_sets_to_and_adds_its_headers()
    {
        using var message = Message.CreateMessage(MessageVersion.Default, "urn:a");
        new EndpointAddress(new Uri("http://localhost/x"), AddressHeader.CreateAddressHeader("id", "urn:t", 5)).ApplyTo(message);
        using var read = Wire.RoundTrip(message);
        Assert.Equal("http://localhost/x", read.Headers.To!.OriginalString);
        var index = read.Headers.FindHeader("id", "urn:t");
        Assert.True(read.Headers[index].IsReferenceParameter);
        Assert.Equal(5, read.Headers.GetHeader<int>(index));
    }

    [Fact]
    public void Addresses_differ_by_uri_identity_and_headers()
    {
        var address = new EndpointAddress("http://localhost/A");
        Assert.Equal(address, new EndpointAddress("http://LOCALHOST/a"));
        Assert.NotEqual(address, new EndpointAddress("http://localhost/b"));
        Assert.NotEqual(address, new EndpointAddress("http://localhost:81/a"));
        Assert.NotEqual(address, new EndpointAddress(address.Uri, EndpointIdentity.CreateDnsIdentity("x")));
        Assert.NotEqual(address, new EndpointAddress(address.Uri, AddressHeader.CreateAddressHeader("id", "urn:t", 5)));
        Assert.NotEqual(
            new EndpointAddress(address.Uri, AddressHeader.CreateAddressHeader("id", "urn:t", 6)),
            new EndpointAddress(address.Uri, AddressHeader.CreateAddressHeader("id", "urn:t", 5)));
        Assert.False(address == null);
        Assert.Throws<UriFormatException>(() => new EndpointAddress("x"));
    }

    [Fact]
    public void The_serializable_forms_come_back()
    {
        var address = new EndpointAddress("http://localhost/x");
        using var message = Wire.RoundTrip(Message.CreateMessage(MessageVersion.Default, "urn:a", EndpointAddress10.FromEndpointAddress(address)));
        Assert.Equal(address, message.GetBody<EndpointAddress10>().ToEndpointAddress());
        using var august = Wire.RoundTrip(Message.CreateMessage(MessageVersion.Default, "urn:a", EndpointAddressAugust2004.FromEndpointAddress(address)));
        Assert.Equal(address, august.GetBody<EndpointAddressAugust2004>().ToEndpointAddress());
    }

    [Fact]
    public void An_rsa_identity_is_made_from_xml()
    {
        using var certificate = CreateCertificate();
        using var rsa = certificate.GetRSAPublicKey()!;
        Assert.Equal(EndpointIdentity.CreateRsaIdentity(certificate), EndpointIdentity.CreateRsaIdentity(rsa.ToXmlString(false)));
        var identity = EndpointIdentity.CreateUpnIdentity("a@b");
        Assert.Equal(identity, EndpointIdentity.CreateIdentity(identity.IdentityClaim));
    }
}
