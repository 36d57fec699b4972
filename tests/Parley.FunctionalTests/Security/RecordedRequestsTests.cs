using System.IO.Compression;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Parley.Channels;
using Parley.Description;
using Parley.FunctionalTests.Http;
using Parley.IdentityModel.Selectors;
using Parley.Security;

namespace Parley.FunctionalTests.Security;

/// <summary>What .NET Framework's clients sent, posted to our service at the time when they sent it.</summary>
public sealed class RecordedRequestsTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Security", "Recordings");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("userforcert")]
    [InlineData("anonforcert")]
    [InlineData("mutualcert10")]
    [InlineData("mutualcert11")]
    [InlineData("wsh-cert-nosc")]
    public async Task A_recorded_request_is_answered_once_and_a_changed_or_repeated_one_by_the_fault(string name)
    {
        var requests = Read(name);
        var clock = new SetClock { Now = CreatedIn(requests[0]) };
        var element = Element(name);
        var binding = new CustomBinding(element, new TextMessageEncodingBindingElement(), new HttpTransportBindingElement());
        await using var service = await HttpEchoService.StartAsync(binding, new Uri("http://127.0.0.1:0/recorded"), HttpEchoService.EchoAsync, Credentials(), clock);
        using var http = new HttpClient();

        // A changed one is no replay of the honest one that comes after it.
        await RefuseAsync(requests[0].Replace("IEcho/Echo<", "IEcho/Add<", StringComparison.Ordinal));
        foreach (var request in requests)
        {
            clock.Now = CreatedIn(request);
            using var answer = await PostAsync(request);
            var text = await answer.Content.ReadAsStringAsync(Cancelled);
            Assert.True(answer.IsSuccessStatusCode, text);
            Assert.Contains("Security", text, StringComparison.Ordinal);
            Assert.Contains("EncryptedData", text, StringComparison.Ordinal);
            await RefuseAsync(request);
        }

        clock.Now += TimeSpan.FromMinutes(10);
        await RefuseAsync(requests[^1]);

        async Task RefuseAsync(string request)
        {
            using var answer = await PostAsync(request);
            Assert.Equal(System.Net.HttpStatusCode.InternalServerError, answer.StatusCode);
            Assert.Contains("InvalidSecurity", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        }

        async Task<HttpResponseMessage> PostAsync(string request)
        {
            using var content = new StringContent(request, Encoding.UTF8, "application/soap+xml");
            return await http.PostAsync(service.Uri, content, Cancelled);
        }
    }

    private static SecurityBindingElement Element(string name)
    {
        var profiled = MessageSecurityVersion.WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10;
        return name switch
        {
            "userforcert" => SecurityBindingElement.CreateUserNameForCertificateBindingElement(),
            "anonforcert" => SecurityBindingElement.CreateAnonymousForCertificateBindingElement(),
            "mutualcert10" => SecurityBindingElement.CreateMutualCertificateBindingElement(
                MessageSecurityVersion.WSSecurity10WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10),
            _ => SecurityBindingElement.CreateMutualCertificateBindingElement(profiled),
        };
    }

    private static ServiceCredentials Credentials()
    {
        var credentials = new ServiceCredentials();
        credentials.ServiceCertificate.Certificate = X509Certificate2.CreateFromPemFile(Path.Combine(_folder, "certs", "server.pem"), Path.Combine(_folder, "certs", "server.key"));
        credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
        credentials.UserNameAuthentication.CustomUserNamePasswordValidator = UserNamePasswordValidator.None;
        return credentials;
    }

    private static List<string> Read(string name)
    {
        using var zip = ZipFile.OpenRead(Path.Combine(_folder, name + ".zip"));
        return
        [
            .. zip.Entries.Where(entry => entry.Name.EndsWith("request.xml", StringComparison.Ordinal)).OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(entry =>
            {
                using var reader = new StreamReader(entry.Open());
                return reader.ReadToEnd();
            }),
        ];
    }

    private static DateTime CreatedIn(string text)
    {
        var start = text.IndexOf("<u:Created>", StringComparison.Ordinal) + "<u:Created>".Length;
        return XmlConvert.ToDateTime(text[start..text.IndexOf('<', start)], XmlDateTimeSerializationMode.Utc) + TimeSpan.FromMilliseconds(50);
    }

    /// <summary>A clock that says what it is told, with the system's timers.</summary>
    private sealed class SetClock : TimeProvider
    {
        public DateTime Now { get; set; }

        public override DateTimeOffset GetUtcNow() => new(Now, TimeSpan.Zero);
    }
}
