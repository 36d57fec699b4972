using System;
using System.Collections.Generic;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.ServiceModel.Description;
using System.ServiceModel.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Parley.Interop
{
    /// <summary>The rows that Mono's WCF can do. README.md says what it cannot.</summary>
    internal static class MonoRows
    {
        private const int Quota = 4 * 1024 * 1024;

        /// <param name="certificates">The folder of certificates; null leaves out what needs them.</param>
        public static IEnumerable<Row> All(string certificates)
        {
            if (certificates != null)
            {
                yield return Secured("/test/mono/anonymous", () => OneShot(SecurityBindingElement.CreateAnonymousForCertificateBindingElement()), "", certificates);
                yield return Secured("/test/mono/username", () => OneShot(SecurityBindingElement.CreateUserNameForCertificateBindingElement()), "alice", certificates);
                yield return Secured("/test/mono/mutual", () => OneShot(SecurityBindingElement.CreateMutualCertificateBindingElement()), "CN=alice", certificates);
            }

            yield return Http("/basic", () => new BasicHttpBinding { MaxReceivedMessageSize = Quota, ReaderQuotas = Quotas() }, "calculator", "report");
            yield return Http("/ws", () => new WSHttpBinding(SecurityMode.None) { MaxReceivedMessageSize = Quota, ReaderQuotas = Quotas() }, "calculator");
            yield return Http("/ws2007", () => new WS2007HttpBinding(SecurityMode.None) { MaxReceivedMessageSize = Quota, ReaderQuotas = Quotas() }, "calculator");
            var binary = Http("/test/binary", Binary, "calculator");
            binary.Extra = true;
            yield return binary;
            yield return new Row
            {
                Path = "/tcp",
                Port = RowPort.Tcp,
                Contracts = new[] { "calculator", "session", "sink", "duplex" },
                HasSession = true,
                Binding = () => new NetTcpBinding(SecurityMode.None) { MaxReceivedMessageSize = Quota, ReaderQuotas = Quotas() },
            };
        }

        /// <summary>Makes a service show its certificate, and believe the agreement's users. Mono checks no chain of its own.</summary>
        public static ServiceCredentials Credentials(string certificates)
        {
            var credentials = new ServiceCredentials();
            credentials.ServiceCertificate.Certificate = Certificate(certificates, "service.pfx");
            credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
            credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
            credentials.UserNameAuthentication.CustomUserNamePasswordValidator = new Users();
            return credentials;
        }

        private static Row Secured(string path, Func<Binding> binding, string caller, string certificates)
        {
            var row = Http(path, binding, "calculator");
            row.CallerName = caller;
            row.Identity = EndpointIdentity.CreateDnsIdentity("localhost");
            row.Credentials = factory =>
            {
                factory.Credentials.ServiceCertificate.DefaultCertificate = Certificate(certificates, "service.pem");
                factory.Credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
                factory.Credentials.ClientCertificate.Certificate = Certificate(certificates, "client.pfx");
                factory.Credentials.UserName.UserName = "alice";
                factory.Credentials.UserName.Password = "wonderland";
            };
            return row;
        }

        private static X509Certificate2 Certificate(string certificates, string file)
        {
            var path = System.IO.Path.Combine(certificates, file);
            return file.EndsWith(".pfx", StringComparison.Ordinal) ? new X509Certificate2(path, "") : new X509Certificate2(path);
        }

        private static Binding OneShot(SecurityBindingElement security)
        {
            var encoding = new TextMessageEncodingBindingElement();
            Quotas().CopyTo(encoding.ReaderQuotas);
            return new CustomBinding(security, encoding, new HttpTransportBindingElement { MaxReceivedMessageSize = Quota });
        }

        private static Row Http(string path, Func<Binding> binding, params string[] contracts)
        {
            return new Row { Path = path, Port = RowPort.Http, Binding = binding, Contracts = contracts };
        }

        private static Binding Binary()
        {
            var encoding = new BinaryMessageEncodingBindingElement();
            Quotas().CopyTo(encoding.ReaderQuotas);
            return new CustomBinding(encoding, new HttpTransportBindingElement { MaxReceivedMessageSize = Quota });
        }

        private static System.Xml.XmlDictionaryReaderQuotas Quotas()
        {
            return new System.Xml.XmlDictionaryReaderQuotas { MaxArrayLength = Quota, MaxStringContentLength = Quota, MaxBytesPerRead = Quota };
        }

        private sealed class Users : System.IdentityModel.Selectors.UserNamePasswordValidator
        {
            public override void Validate(string userName, string password)
            {
                if (userName != "alice" || password != "wonderland")
                {
                    throw new System.IdentityModel.Tokens.SecurityTokenValidationException("Not alice, or not her password.");
                }
            }
        }
    }
}
