using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml;
using Parley.Channels;
using Parley.Description;
using Parley.FunctionalTests.Http;
using Parley.Security;

namespace Parley.FunctionalTests.Security;

/// <summary>Whoever wants the service's memory and time, not its secrets.</summary>
[Collection(nameof(AloneCollection))]
public sealed class HostileScenarioTests
{
    private const string Envelope = "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://www.w3.org/2005/08/addressing\">";
    private const string Header = "<s:Header><a:Action s:mustUnderstand=\"1\">urn:bank/IBank/Echo</a:Action>";
    private const string Security = "<o:Security s:mustUnderstand=\"1\" xmlns:o=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\">";
    private const long MaxAllocated = 64 * 1024 * 1024;

    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Documents => new(_documents.Keys);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static readonly Dictionary<string, Func<string>> _documents = new()
    {
        ["entities"] = () => "<!DOCTYPE s [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>"
            + Envelope + Header + "</s:Header><s:Body>&c;</s:Body></s:Envelope>",
        ["an external entity"] = () => "<!DOCTYPE s [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" + Envelope + Header + "</s:Header><s:Body>&a;</s:Body></s:Envelope>",
        ["deep nesting in a header"] = () => Envelope + Header + Security + Deep(60_000) + "</o:Security></s:Header><s:Body/></s:Envelope>",
        ["deep nesting in the body"] = () => Envelope + Header + Security + "</o:Security></s:Header><s:Body>" + Deep(60_000) + "</s:Body></s:Envelope>",
        ["attributes of a header"] = () => Envelope + Header + Security + $"<x {Many(60_000, i => $"a{i}=\"\" ")}/></o:Security></s:Header><s:Body/></s:Envelope>",
        ["attributes of the body"] = () => Envelope + Header + Security + $"</o:Security></s:Header><s:Body {Many(60_000, i => $"a{i}=\"\" ")}/></s:Envelope>",
        ["prefixes"] = () => Envelope + Header + Security + $"<x {Many(30_000, i => $"xmlns:p{i}=\"u:{i}\" ")}/></o:Security></s:Header><s:Body/></s:Envelope>",
        ["headers"] = () => Envelope + Header + Many(40_000, i => $"<h{i} xmlns=\"u\"/>") + Security + "</o:Security></s:Header><s:Body/></s:Envelope>",
        ["tokens"] = () => Envelope + Header + Security + Many(10_000, i => $"<o:BinarySecurityToken Id=\"t{i}\">AAAA</o:BinarySecurityToken>") + "</o:Security></s:Header><s:Body/></s:Envelope>",
        ["references"] = () => Envelope + Header + Security + "<d:Signature xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\"><d:SignedInfo><d:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>"
            + "<d:SignatureMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#hmac-sha1\"/>" + Many(10_000, i => $"<d:Reference URI=\"#r{i}\"><d:DigestValue>AAAA</d:DigestValue></d:Reference>")
            + "</d:SignedInfo></d:Signature></o:Security></s:Header><s:Body/></s:Envelope>",
        ["an overlong name"] = () => Envelope + Header + Security + $"<{new string('n', 900_000)}/></o:Security></s:Header><s:Body/></s:Envelope>",
        ["an overlong value"] = () => Envelope + Header + Security + $"<x>{new string('A', 900_000)}</x></o:Security></s:Header><s:Body/></s:Envelope>",
        ["too much"] = () => Envelope + Header + Security + $"<x>{new string('A', 3_000_000)}</x></o:Security></s:Header><s:Body/></s:Envelope>",
    };

    [Fact]
    public async Task Scenario_24_connections_that_say_nothing_cost_little_are_closed_in_time_and_keep_nobody_out()
    {
        // Both ends of each are files of this process.
        var count = Math.Min(16_000, (FileLimit() - 2_000) / 2);
        var binding = SecureBindings.Tcp("Session");
        binding.Elements.Find<TcpTransportBindingElement>()!.ChannelInitializationTimeout = TimeSpan.FromSeconds(10);
        await using var world = await BankWorld.StartAsync(binding, "net.tcp");
        await CallAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var sockets = new Socket[count];
        try
        {
            await Task.WhenAll(Enumerable.Range(0, 16).Select(part => Task.Run(
                async () =>
                {
                    for (var i = part; i < count; i += 16)
                    {
                        sockets[i] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                        await sockets[i].ConnectAsync(IPAddress.Loopback, world.Address.Port, Cancelled);
                    }
                },
                Cancelled))).WaitAsync(_guard, Cancelled);
            await CallAsync();
            var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / count;
            TestContext.Current.SendDiagnosticMessage($"{count} connections, {each} bytes each");
            Assert.True(each < 16 * 1024, $"{each} bytes for each of {count} connections");
            await CallAsync();
            await Task.WhenAll(sockets.Select(EndsAsync)).WaitAsync(_guard, Cancelled);
        }
        finally
        {
            Array.ForEach(sockets, socket => socket?.Dispose());
        }

        await CallAsync();

        async Task CallAsync()
        {
            var client = world.Connect(binding);
            Assert.Equal("hello", await client.EchoAsync("hello").WaitAsync(_guard, Cancelled));
            await ((IClientChannel)client).CloseAsync(Cancelled);
        }

        static async Task EndsAsync(Socket socket)
        {
            try
            {
                Assert.Equal(0, await socket.ReceiveAsync(new byte[1], Cancelled));
            }
            catch (SocketException)
            {
                // Reset.
            }
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Scenario_25_a_document_that_wants_too_much_is_refused_within_the_quotas(string name)
    {
        foreach (var kind in new[] { "UserName", "Session" })
        {
            var binding = SecureBindings.Http(kind);
            await using var world = await BankWorld.StartAsync(binding);
            await using var between = await Interceptor.StartAsync(world.Address);
            var client = world.Connect(binding, via: between.Address);
            Assert.Equal("hello", await client.EchoAsync("hello").WaitAsync(_guard, Cancelled));
            var document = between.Last with { Body = Encoding.UTF8.GetBytes(_documents[name]()) };
            var before = GC.GetTotalAllocatedBytes();
            var (status, text) = await between.PostAsync(document).WaitAsync(_guard, Cancelled);
            var allocated = GC.GetTotalAllocatedBytes() - before;
            Assert.True(status is 400 or 413 or 500, $"{status} {text}");
            Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
            Assert.True(allocated < MaxAllocated, $"{allocated} bytes were allocated.");
            Assert.Equal("hello", await client.EchoAsync("hello").WaitAsync(_guard, Cancelled));
        }
    }

    [Fact]
    public async Task Scenario_25_a_compressed_bomb_is_refused_within_the_quotas()
    {
        var binding = new CustomBinding(
            SecurityBindingElement.CreateUserNameForCertificateBindingElement(),
            new BinaryMessageEncodingBindingElement { CompressionFormat = CompressionFormat.GZip },
            new HttpTransportBindingElement { MaxReceivedMessageSize = 1 << 20 });
        await using var world = await BankWorld.StartAsync(binding);
        await using var between = await Interceptor.StartAsync(world.Address);
        var client = world.Connect(binding, via: between.Address);
        Assert.Equal("hello", await client.EchoAsync("hello").WaitAsync(_guard, Cancelled));
        Assert.Contains("gzip", between.Last.ContentType, StringComparison.Ordinal);
        using var bomb = new MemoryStream();
        using (var zip = new GZipStream(bomb, CompressionLevel.Optimal, leaveOpen: true))
        {
            var nothing = new byte[1 << 20];
            for (var i = 0; i < 500; i++)
            {
                zip.Write(nothing);
            }
        }

        var before = GC.GetTotalAllocatedBytes();
        var (status, text) = await between.PostAsync(between.Last with { Body = bomb.ToArray() }).WaitAsync(_guard, Cancelled);
        Assert.True(status is 400 or 413 or 500, $"{status} {text}");
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, MaxAllocated);
        Assert.Equal("hello", await client.EchoAsync("hello").WaitAsync(_guard, Cancelled));
    }

    [Fact]
    public async Task Scenario_25_what_a_known_client_encrypts_is_bound_by_the_quotas_too()
    {
        var binding = SecureBindings.Http("UserName");
        await using var world = await BankWorld.StartAsync(binding);
        var credentials = new ClientCredentials();
        credentials.UserName.UserName = "alice";
        credentials.UserName.Password = BankWorld.Password;
        credentials.ServiceCertificate.DefaultCertificate = TestCertificates.Service;
        credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        var factory = binding.BuildChannelFactory<IRequestChannel>(new BindingParameterCollection { credentials });
        await factory.OpenAsync(Cancelled);
        var channel = factory.CreateChannel(new EndpointAddress(world.Address));
        await channel.OpenAsync(Cancelled);
        Assert.False(await FailsAsync(writer => writer.WriteElementString("text", "urn:bank", "hello")));
        Assert.True(await FailsAsync(writer => WriteDeep(writer, 5_000)));
        Assert.True(await FailsAsync(writer => writer.WriteElementString("text", "urn:bank", new string('x', 500_000))));
        Assert.True(await FailsAsync(writer => writer.WriteElementString(new string('n', 100_000), "urn:bank", "hello")));
        Assert.False(await FailsAsync(writer => writer.WriteElementString("text", "urn:bank", "hello")));
        factory.Abort();

        async Task<bool> FailsAsync(Action<XmlDictionaryWriter> write)
        {
            using var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:bank/IBank/Echo", new Body(write));
            request.Headers.MessageId = new UniqueId();
            request.Headers.ReplyTo = new EndpointAddress(EndpointAddress.AnonymousUri);
            try
            {
                using var reply = (await channel.RequestAsync(request, Cancelled).AsTask().WaitAsync(_guard, Cancelled))!;
                return reply.IsFault;
            }
            catch (MessageSecurityException exception)
            {
                Assert.Equal("InvalidSecurity", Assert.IsType<FaultException>(exception.InnerException).Code.SubCode!.Name);
                return true;
            }
        }
    }

    private static string Deep(int depth) => new StringBuilder().Insert(0, "<n>", depth).Insert(3 * depth, "</n>", depth).ToString();

    private static string Many(int count, Func<int, string> each) => string.Concat(Enumerable.Range(0, count).Select(each));

    private static void WriteDeep(XmlDictionaryWriter writer, int depth)
    {
        for (var i = 0; i < depth; i++)
        {
            writer.WriteStartElement("n", "urn:bank");
        }

        for (var i = 0; i < depth; i++)
        {
            writer.WriteEndElement();
        }
    }

    /// <summary>How many files the process may have open.</summary>
    private static int FileLimit()
    {
        const int NumberOfFiles = 7;
        return OperatingSystem.IsLinux() && GetLimit(NumberOfFiles, out var limit) == 0 ? (int)Math.Min(limit.Current, 1_000_000) : 4_000;
    }

    [DllImport("libc", EntryPoint = "getrlimit")]
    private static extern int GetLimit(int resource, out Limit limit);

    private readonly struct Limit
    {
        public readonly ulong Current;
        public readonly ulong Most;
    }

    private sealed class Body(Action<XmlDictionaryWriter> write) : BodyWriter(isBuffered: true)
    {
        protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
        {
            writer.WriteStartElement("Echo", "urn:bank");
            write(writer);
            writer.WriteEndElement();
        }
    }
}
