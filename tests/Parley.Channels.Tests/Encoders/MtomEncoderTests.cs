using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Parley.Channels.Tests.Encoders;

public class MtomEncoderTests
{
    private const string Type = "multipart/related; type=\"application/xop+xml\"; start=\"<root>\"; boundary=b; start-info=\"text/xml\"";
    private static readonly MessageEncoder _soap11 = EncoderTesting.Mtom(MessageVersion.Soap11).Encoder;

    private static string Include(string href) => $"<xop:Include href=\"{href}\" xmlns:xop=\"http://www.w3.org/2004/08/xop/include\"/>";

    private static string Envelope(string content) =>
        $"<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><x>{content}</x></s:Body></s:Envelope>";

    private static string Root(string content, string headers = "Content-ID: <root>\r\nContent-Type: application/xop+xml; charset=utf-8; type=\"text/xml\"\r\n") =>
        $"\r\n--b\r\n{headers}\r\n{Envelope(content)}";

    private static string Part(string contentId, string content, string encoding = "binary") =>
        $"\r\n--b\r\nContent-ID: <{contentId}>\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Type: application/octet-stream\r\n\r\n{content}";

    private static byte[] Package(params string[] parts) => Encoding.Latin1.GetBytes(string.Concat(parts) + "\r\n--b--\r\n");

    private static Message Binary(MessageVersion version, int size) => EncoderTesting.CreateMessage(version, writer =>
    {
        writer.WriteStartElement("x");
        writer.WriteBase64(new byte[size], 0, size);
        writer.WriteEndElement();
    });

    [Fact]
    public void A_message_is_written_as_wcf_writes_it()
    {
        var message = Binary(MessageVersion.Soap11, 768);
        var contentType = _soap11.GetContentType(message);
        var text = Encoding.Latin1.GetString(EncoderTesting.Write(_soap11, message));

        var match = Regex.Match(contentType, """
            ^multipart/related; type="application/xop\+xml";start="<http://tempuri\.org/0>";boundary="(uuid:[0-9a-f-]{36}\+id=1)";start-info="text/xml"$
            """);
        Assert.True(match.Success, contentType);
        var boundary = match.Groups[1].Value;
        var expected =
            $"\r\n--{boundary}\r\nContent-ID: <http://tempuri.org/0>\r\nContent-Transfer-Encoding: 8bit\r\n"
            + "Content-Type: application/xop+xml;charset=utf-8;type=\"text/xml\"\r\n\r\n"
            + "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">HEADER<s:Body><x>"
            + "<xop:Include href=\"cid:http%3A%2F%2Ftempuri.org%2F1\" xmlns:xop=\"http://www.w3.org/2004/08/xop/include\"/></x></s:Body></s:Envelope>"
            + $"\r\n--{boundary}\r\nContent-ID: <http://tempuri.org/1>\r\nContent-Transfer-Encoding: binary\r\n"
            + $"Content-Type: application/octet-stream\r\n\r\n{new string('\0', 768)}\r\n--{boundary}--\r\n";
        Assert.Equal(expected, Regex.Replace(text, "<s:Header>.*</s:Header>|(?<=envelope/\">)(?=<s:Body>)", "HEADER"));
    }

    [Fact]
    public void Soap_12_names_its_media_type()
    {
        var message = Binary(MessageVersion.Default, 768);
        var encoder = EncoderTesting.Mtom(MessageVersion.Default).Encoder;

        Assert.EndsWith(";start-info=\"application/soap+xml\"", encoder.GetContentType(message), StringComparison.Ordinal);
        Assert.Contains(
            "Content-Type: application/xop+xml;charset=utf-8;type=\"application/soap+xml\"\r\n",
            Encoding.Latin1.GetString(EncoderTesting.Write(encoder, message)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_whose_content_type_nobody_asked_for_carries_its_own_headers()
    {
        var text = Encoding.Latin1.GetString(EncoderTesting.Write(_soap11, Binary(MessageVersion.Soap11, 768)));

        Assert.StartsWith("MIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"application/xop+xml\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_message_has_its_own_boundary() =>
        Assert.NotEqual(_soap11.GetContentType(Binary(MessageVersion.Soap11, 1)), _soap11.GetContentType(Binary(MessageVersion.Soap11, 1)));

    [Theory]
    [InlineData(767, false)]
    [InlineData(768, true)]
    public void Binary_content_becomes_a_part_from_768_bytes_on(int size, bool isPart)
    {
        var text = Encoding.Latin1.GetString(EncoderTesting.Write(_soap11, Binary(MessageVersion.Soap11, size)));

        Assert.Equal(isPart, text.Contains("xop:Include", StringComparison.Ordinal));
    }

    [Fact]
    public void Binary_content_with_other_content_beside_it_stays_in_the_xml()
    {
        var bytes = new byte[3000];
        var message = EncoderTesting.CreateMessage(MessageVersion.Soap11, writer =>
        {
            writer.WriteStartElement("x");
            writer.WriteStartElement("before");
            writer.WriteString("AAAA");
            writer.WriteBase64(bytes, 0, bytes.Length);
            writer.WriteEndElement();
            writer.WriteStartElement("after");
            writer.WriteBase64(bytes, 0, bytes.Length);
            writer.WriteString("AAAA");
            writer.WriteEndElement();
            writer.WriteStartElement("attribute");
            writer.WriteStartAttribute("a");
            writer.WriteBase64(bytes, 0, bytes.Length);
            writer.WriteEndAttribute();
            writer.WriteEndElement();
            writer.WriteStartElement("child");
            writer.WriteBase64(bytes, 0, bytes.Length);
            writer.WriteStartElement("y");
            writer.WriteEndElement();
            writer.WriteEndElement();
            writer.WriteEndElement();
        });

        Assert.DoesNotContain("xop:Include", Encoding.Latin1.GetString(EncoderTesting.Write(_soap11, message)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(768, true)]
    [InlineData(200_000, true)]
    public void A_stream_is_written_as_a_part_when_it_is_large(int size, bool isPart)
    {
        var content = new byte[size];
        new Random(5).NextBytes(content);
        var provider = new StreamProvider(content);
        var message = EncoderTesting.CreateMessage(MessageVersion.Soap11, writer =>
        {
            writer.WriteStartElement("x");
            writer.WriteValue(provider);
            writer.WriteEndElement();
        });

        var bytes = EncoderTesting.Write(_soap11, message);

        Assert.Equal(isPart, Encoding.Latin1.GetString(bytes).Contains("xop:Include", StringComparison.Ordinal));
        Assert.Equal(content, EncoderTesting.Read(_soap11, bytes, EncoderTesting.ReadBytes));
        Assert.Equal(1, provider.Released);
    }

    [Fact]
    public void A_stream_is_released_when_the_message_is_too_large()
    {
        var provider = new StreamProvider(new byte[10_000]);
        var buffers = new CountingBufferManager();
        var message = EncoderTesting.CreateMessage(MessageVersion.Soap11, writer =>
        {
            writer.WriteStartElement("x");
            writer.WriteValue(provider);
            writer.WriteEndElement();
        });

        var exception = Assert.Throws<CommunicationException>(() => _soap11.WriteMessage(message, 5000, buffers));

        Assert.IsType<QuotaExceededException>(exception.InnerException);
        Assert.Equal(1, provider.Released);
        Assert.Equal(0, buffers.Outstanding);
    }

    [Theory]
    [InlineData("multipart/related; type=\"application/xop+xml\"", true)]
    [InlineData("Multipart/Related;TYPE=\"Application/XOP+xml\";boundary=x;start-info=\"text/xml; charset=utf-8\"", true)]
    [InlineData("multipart/related; boundary=x", true)]
    [InlineData("multipart/related; type=\"application/xop+xml\"; start-info=\"application/soap+xml\"", false)]
    [InlineData("multipart/related; type=\"text/xml\"", false)]
    [InlineData("multipart/mixed; boundary=x", false)]
    [InlineData("text/xml; charset=utf-8", true)]
    [InlineData("text/xml", true)]
    [InlineData("application/soap+xml", false)]
    public void Content_types_of_packages_and_of_plain_text_are_supported(string contentType, bool supported) =>
        Assert.Equal(supported, _soap11.IsContentTypeSupported(contentType));

    [Fact]
    public void Plain_text_is_read() => Assert.Equal(
        "v", EncoderTesting.Read(_soap11, Encoding.UTF8.GetBytes(Envelope("v")), EncoderTesting.ReadText, "text/xml; charset=utf-8"));

    [Theory]
    [InlineData("one", "cid:one")]
    [InlineData("http://tempuri.org/1", "cid:http%3A%2F%2Ftempuri.org%2F1")]
    [InlineData("http://tempuri.org/1", "cid:http://tempuri.org/1")]
    [InlineData("a+b@c", "CID:a+b%40c")]
    public void Parts_are_found_by_their_unescaped_content_id(string contentId, string href)
    {
        byte[] expected = [1, 2, 3, 0xFF];
        var content = Encoding.Latin1.GetString(expected);

        Assert.Equal(expected, EncoderTesting.Read(_soap11, Package(Root(Include(href)), Part(contentId, content)), EncoderTesting.ReadBytes, Type));
        Assert.Equal(expected, EncoderTesting.Read(_soap11, Package(Part(contentId, content), Root(Include(href))), EncoderTesting.ReadBytes, Type));
    }

    [Fact]
    public void A_part_reads_as_base64_text_too() => Assert.Equal(
        "AQID", EncoderTesting.Read(_soap11, Package(Root(Include("cid:a")), Part("a", "\u0001\u0002\u0003")), EncoderTesting.ReadText, Type));

    [Fact]
    public void A_part_may_be_read_in_pieces()
    {
        var content = new byte[1000];
        new Random(1).NextBytes(content);
        var bytes = Package(Root(Include("cid:a")), Part("a", Encoding.Latin1.GetString(content)));

        EncoderTesting.Read(
            _soap11,
            bytes,
            message =>
            {
                using var reader = message.GetReaderAtBodyContents();
                var result = new MemoryStream();
                var buffer = new byte[77];
                for (int read; (read = reader.ReadElementContentAsBase64(buffer, 0, buffer.Length)) > 0;)
                {
                    result.Write(buffer, 0, read);
                }

                Assert.Equal(content, result.ToArray());
                Assert.Equal(XmlNodeType.EndElement, reader.NodeType);
                return true;
            },
            Type);
    }

    [Theory]
    [InlineData("binary")]
    [InlineData("8BIT")]
    [InlineData("7bit")]
    public void Transfer_encodings_that_change_nothing_are_accepted(string encoding) => Assert.Equal(
        "abc"u8.ToArray(),
        EncoderTesting.Read(_soap11, Package(Root(Include("cid:a")), Part("a", "abc", encoding)), EncoderTesting.ReadBytes, Type));

    [Fact]
    public void Base64_parts_are_decoded()
    {
        var root = "\r\n--b\r\nContent-ID: <root>\r\nContent-Type: application/xop+xml\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + Convert.ToBase64String(Encoding.UTF8.GetBytes(Envelope(Include("cid:a"))));

        Assert.Equal(
            "abc"u8.ToArray(), EncoderTesting.Read(_soap11, Package(root, Part("a", "YW\r\nJj", "base64")), EncoderTesting.ReadBytes, Type));
    }

    [Theory]
    [InlineData("content-id: <root>\r\nCONTENT-TYPE: application/xop+xml\r\n")]
    [InlineData("Content-ID:<root>\r\nContent-Type:\r\n application/xop+xml;\r\n\ttype=\"text/xml\"\r\nX-Other: y\r\n")]
    [InlineData("Content-ID: root\r\nContent-Type: Application/Xop+Xml; charset=\"UTF-8\"\r\n")]
    public void Part_headers_are_read_as_mime_has_them(string headers) =>
        Assert.Equal("v", EncoderTesting.Read(_soap11, Package(Root("v", headers)), EncoderTesting.ReadText, Type));

    [Fact]
    public void Without_a_start_parameter_the_first_part_is_the_root() => Assert.Equal(
        "v",
        EncoderTesting.Read(
            _soap11, Package(Root("v", "Content-Type: application/xop+xml\r\n")), EncoderTesting.ReadText, "multipart/related; boundary=\"b\""));

    [Fact]
    public void Preamble_epilogue_and_padding_of_boundaries_are_ignored()
    {
        var package = "preamble --b\r\n" + "--b \t\r\nContent-ID: <root>\r\nContent-Type: application/xop+xml\r\n\r\n" + Envelope("v")
            + "\r\n--bb is not the boundary" + "\r\n--b--epilogue\r\n--b\r\n";
        var text = package.Replace("v</x>", "v\r\n--bb\r\n--b-</x>", StringComparison.Ordinal).Replace("\r\n--bb is not the boundary", "", StringComparison.Ordinal);

        Assert.Equal("v\n--bb\n--b-", EncoderTesting.Read(_soap11, Encoding.UTF8.GetBytes(text), EncoderTesting.ReadText, Type));
    }

    public static TheoryData<string, string> Malformed() => new()
    {
        { "no boundary at all", "hello" },
        { "nothing", "" },
        { "no closing boundary", Root("v") },
        { "cut off in the headers", "\r\n--b\r\nContent-ID: <ro" },
        { "cut off in the boundary", Root("v") + "\r\n--b" },
        { "cut off in a part", Root(Include("cid:a")) + Part("a", "abc") },
        { "no parts", "\r\n--b--\r\n" },
        { "no root", Part("a", "abc") + "\r\n--b--" },
        { "root of another type", Root("v", "Content-ID: <root>\r\nContent-Type: text/xml\r\n") + "\r\n--b--" },
        { "root without a type", Root("v", "Content-ID: <root>\r\n") + "\r\n--b--" },
        { "root in another charset", Root("v", "Content-ID: <root>\r\nContent-Type: application/xop+xml; charset=latin1\r\n") + "\r\n--b--" },
        { "missing part", Root(Include("cid:b")) + Part("a", "abc") + "\r\n--b--" },
        { "two parts of one id", Root(Include("cid:a")) + Part("a", "abc") + Part("a", "abc") + "\r\n--b--" },
        { "a part used twice", Root($"<y>{Include("cid:a")}</y><y>{Include("cid:a")}</y>") + Part("a", "abc") + "\r\n--b--" },
        { "no href", Root("<xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/include\"/>") + "\r\n--b--" },
        { "another scheme", Root(Include("http://localhost/a")) + "\r\n--b--" },
        { "text in front of the Include", Root("AAAA" + Include("cid:a")) + Part("a", "abc") + "\r\n--b--" },
        { "text behind the Include", Root(Include("cid:a") + "AAAA") + Part("a", "abc") + "\r\n--b--" },
        { "an element behind the Include", Root(Include("cid:a") + "<y/>") + Part("a", "abc") + "\r\n--b--" },
        { "bad base64", Root(Include("cid:a")) + Part("a", "a?c", "base64") + "\r\n--b--" },
        { "unknown transfer encoding", Root(Include("cid:a")) + Part("a", "abc", "quoted-printable") + "\r\n--b--" },
        { "header without a name", Root("v", "Content-ID: <root>\r\n: x\r\nContent-Type: application/xop+xml\r\n") + "\r\n--b--" },
        { "header twice", Root("v", "Content-ID: <root>\r\nContent-ID: <root>\r\nContent-Type: application/xop+xml\r\n") + "\r\n--b--" },
        { "too many parts", Root("v") + string.Concat(Enumerable.Range(0, 1000).Select(i => Part($"{i}", "x"))) + "\r\n--b--" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_package_is_an_xml_error(string what, string package)
    {
        Assert.NotEmpty(what);
        var bytes = Encoding.Latin1.GetBytes(package);
        EncoderTesting.ReadFails<XmlException>(_soap11, bytes, Type);

        // Streamed, only what is used is looked at: what is wrong behind that may go unseen, but nothing else may happen.
        var input = new TrickleStream(bytes);
        try
        {
            var message = await _soap11.ReadMessageAsync(input, 65536, Type);
            try
            {
                using var reader = message.GetReaderAtBodyContents();
                while (reader.Read())
                {
                    _ = reader.Value;
                }
            }
            finally
            {
                message.Close();
            }
        }
        catch (XmlException)
        {
        }

        Assert.True(input.IsDisposed);
    }

    [Fact]
    public void A_package_without_boundary_parameter_must_start_with_headers() => EncoderTesting.ReadFails<XmlException>(
        _soap11, Package(Root("v")), "multipart/related; type=\"application/xop+xml\"");

    [Fact]
    public void A_root_of_another_soap_version_is_a_protocol_error() => EncoderTesting.ReadFails<ProtocolException>(
        EncoderTesting.Mtom(MessageVersion.Default).Encoder, Package(Root("v")), "multipart/related; boundary=b");

    [Fact]
    public void Headers_beyond_the_buffer_size_exceed_a_quota_that_is_named()
    {
        var headers = "Content-ID: <root>\r\nContent-Type: application/xop+xml\r\nX-Long: " + new string('x', 70_000) + "\r\n";

        var exception = EncoderTesting.ReadFails<CommunicationException>(_soap11, Package(Root("v", headers)), Type);

        Assert.IsType<QuotaExceededException>(exception.InnerException);
        Assert.Contains("MaxBufferSize", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_obeys_the_reader_quotas()
    {
        var encoder = EncoderTesting.Mtom(MessageVersion.Soap11, quotas: new XmlDictionaryReaderQuotas { MaxArrayLength = 1000, MaxStringContentLength = 1000 }).Encoder;
        var bytes = Package(Root(Include("cid:a")), Part("a", new string('x', 1001)));

        Assert.Contains(
            "MaxArrayLength",
            Assert.Throws<XmlException>(() => EncoderTesting.Read(encoder, bytes, EncoderTesting.ReadBytes, Type)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "MaxStringContentLength",
            Assert.Throws<XmlException>(() => EncoderTesting.Read(encoder, bytes, EncoderTesting.ReadText, Type)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_part_is_read_from_the_stream_as_it_comes()
    {
        var content = new byte[1_000_000];
        new Random(3).NextBytes(content);
        var bytes = Package(Root(Include("cid:a")), Part("a", Encoding.Latin1.GetString(content)));
        var input = new TrickleStream(bytes, piece: 5000);

        var message = await _soap11.ReadMessageAsync(input, 65536, Type);
        using (var reader = message.GetReaderAtBodyContents())
        {
            var first = new byte[100];
            Assert.True(reader.ReadElementContentAsBase64(first, 0, 100) > 0);
            Assert.True(input.BytesRead < 100_000, "The part should not be read before it is asked for.");
        }

        message.Close();
        Assert.True(input.IsDisposed);
    }

    [Fact]
    public async Task Parts_that_come_before_they_are_used_are_kept_up_to_a_quota()
    {
        var large = Package(Part("a", new string('x', 70_000)), Root(Include("cid:a")));
        var small = Package(Part("a", new string('x', 30_000)), Root(Include("cid:a")));

        var exception = await Assert.ThrowsAsync<CommunicationException>(
            async () => await _soap11.ReadMessageAsync(new TrickleStream(large), 1 << 20, Type));
        var message = await _soap11.ReadMessageAsync(new TrickleStream(small), 1 << 20, Type);

        Assert.Contains("MaxBufferSize", exception.Message, StringComparison.Ordinal);
        Assert.Equal(30_000, EncoderTesting.ReadBytes(message).Length);
        message.Close();
    }

    [Fact]
    public async Task Parts_are_found_in_a_stream_in_any_order()
    {
        var bytes = Package(
            Part("first", "1"),
            Root($"<y>{Include("cid:third")}</y><y>{Include("cid:first")}</y><y>{Include("cid:second")}</y>"),
            Part("second", "2"),
            Part("unused", "0"),
            Part("third", "3"));

        var message = await _soap11.ReadMessageAsync(new TrickleStream(bytes, piece: 7), 1 << 20, Type);
        using var reader = message.GetReaderAtBodyContents();
        reader.ReadStartElement("x");

        Assert.Equal("3"u8.ToArray(), reader.ReadElementContentAsBase64());
        Assert.Equal("1"u8.ToArray(), reader.ReadElementContentAsBase64());
        Assert.Equal("2"u8.ToArray(), reader.ReadElementContentAsBase64());
        reader.ReadEndElement();
        message.Close();
    }

    private sealed class StreamProvider(byte[] content) : IStreamProvider
    {
        public int Released { get; private set; }

        public Stream GetStream() => new MemoryStream(content);

        public void ReleaseStream(Stream stream) => Released++;
    }
}
