using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Parley.Channels;
using Parley.Description;
using Parley.FunctionalTests.Http;
using Parley.FunctionalTests.Security;
using Parley.IdentityModel.Selectors;
using Parley.Security;

namespace Parley.FunctionalTests.Reliable;

/// <summary>
/// A recorded conversation of a reliable session over a secure one, as an independent program decrypted it, without what protected it. That is signed and encrypted by the
/// keys of its time, which no other client or service can come to have; the tests of message security verify it with these. Here the words are protected by the keys of now.
/// </summary>
internal sealed class SecuredRecording
{
    private static readonly XNamespace s_utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

    public SecuredRecording(string name)
    {
        Name = name;
        using var zip = ZipFile.OpenRead(Path.Combine(AppContext.BaseDirectory, "Security", "Recordings", name + ".zip"));
        var files = zip.Entries.Where(static entry => entry.Name.EndsWith(".xml", StringComparison.Ordinal) && !entry.FullName.Contains('/', StringComparison.Ordinal)).ToList();
        var plain = files.Exists(static entry => entry.Name.EndsWith(".decrypted.xml", StringComparison.Ordinal)) ? ".decrypted.xml" : ".xml";
        var messages = files.Where(entry => entry.Name.EndsWith(plain, StringComparison.Ordinal)).OrderBy(static entry => entry.Name, StringComparer.Ordinal).Select(Read).ToList();
        for (var index = 0; index < messages.Count; index += 2)
        {
            Exchanges.Add((messages[index], messages[index + 1]));
        }

        var create = Exchanges.Find(static exchange => exchange.Request.Offer is not null).Request;
        Offer = create.Offer!;
        To = create.To!;
        Sequence = Exchanges.Find(static exchange => exchange.Response.Created is not null).Response.Created!;
        Token = create.Body.Descendants().Single(static element => element.Name.LocalName == "Reference").Attribute("URI")!.Value;
    }

    public string Name { get; }

    /// <summary>Requests and responses, those for tokens among them.</summary>
    public List<(RecordedText Request, RecordedText Response)> Exchanges { get; } = [];

    /// <summary>The sequence of the service's messages.</summary>
    public string Offer { get; }

    /// <summary>The sequence of the client's messages.</summary>
    public string Sequence { get; }

    /// <summary>The security session.</summary>
    public string Token { get; }

    /// <summary>The service.</summary>
    public string To { get; }

    public string Scheme => new Uri(To).Scheme;

    private bool Is11 => Exchanges.Exists(static exchange => exchange.Request.Is11);

    /// <summary>The message as it is sent once more.</summary>
    public static Message ToMessage(string text)
    {
        var document = XDocument.Parse(text, LoadOptions.PreserveWhitespace);
        var reader = XmlDictionaryReader.CreateTextReader(Encoding.UTF8.GetBytes(document.ToString(SaveOptions.DisableFormatting)), XmlDictionaryReaderQuotas.Max);
        return Message.CreateMessage(reader, int.MaxValue, MessageVersion.Soap12WSAddressing10);
    }

    /// <summary>The message as a plain XML parser sees it.</summary>
    public static RecordedText ToText(Message message)
    {
        using var bytes = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateTextWriter(bytes, Encoding.UTF8, ownsStream: false))
        {
            message.WriteMessage(writer);
        }

        return new RecordedText(bytes.ToArray());
    }

    /// <summary>True for a request for a token.</summary>
    public static bool IsTrust(RecordedText message, string what = "/RST/SCT") => message.Action.Contains(what, StringComparison.Ordinal);

    /// <summary>The binding of both sides.</summary>
    public CustomBinding CreateBinding()
    {
        var mode = Scheme == "https" ? SecurityMode.TransportWithMessageCredential : SecurityMode.Message;
        var binding = Is11 ? new WS2007HttpBinding(mode, reliableSessionEnabled: true) : new WSHttpBinding(mode, reliableSessionEnabled: true);
        binding.Security.Message.ClientCredentialType = MessageCredentialType.UserName;
        binding.Security.Message.NegotiateServiceCredential = false;
        return new CustomBinding(binding);
    }

    /// <summary>The binding below the reliable session: of whoever says what was recorded.</summary>
    /// <param name="infrastructure">What message security is to know of reliable sessions.</param>
    public CustomBinding CreateBindingBelow(out object infrastructure)
    {
        var binding = CreateBinding();
        binding.Elements.Remove<ReliableSessionBindingElement>();
        infrastructure = new InfrastructureMessages(Is11 ? RecordedText.Ns11 : "http://schemas.xmlsoap.org/ws/2005/02/rm");
        return binding;
    }

    public static ServiceCredentials CreateServiceCredentials()
    {
        var credentials = new ServiceCredentials();
        Configure(credentials);
        return credentials;
    }

    public static void Configure(ServiceCredentials credentials)
    {
        credentials.ServiceCertificate.Certificate = TestCertificates.Service;
        credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
        credentials.UserNameAuthentication.CustomUserNamePasswordValidator = UserNamePasswordValidator.None;
    }

    public static ClientCredentials CreateClientCredentials()
    {
        var credentials = new ClientCredentials();
        credentials.UserName.UserName = "alice";
        credentials.UserName.Password = "anything";
        credentials.ServiceCertificate.DefaultCertificate = TestCertificates.Service;
        credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        credentials.ServiceCertificate.SslCertificateAuthentication = new X509ServiceCertificateAuthentication { CertificateValidationMode = X509CertificateValidationMode.None };
        return credentials;
    }

    private static RecordedText Read(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var document = XDocument.Load(stream, LoadOptions.PreserveWhitespace);
        document.Root!.Elements().First().Elements().Where(static header => header.Name.LocalName == "Security").Remove();
        document.Descendants().Attributes(s_utility + "Id").Remove();
        return new RecordedText(Encoding.UTF8.GetBytes(document.ToString(SaveOptions.DisableFormatting)));
    }
}
