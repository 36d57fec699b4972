using System;
using System.Collections.Generic;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.Text;

namespace Parley.Interop
{
    /// <summary>The rows that Mono's WCF can do. README.md says what it cannot.</summary>
    internal static class MonoRows
    {
        private const int Quota = 4 * 1024 * 1024;

        public static IEnumerable<Row> All()
        {
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
    }
}
