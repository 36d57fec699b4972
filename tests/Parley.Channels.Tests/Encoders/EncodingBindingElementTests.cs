using System.Text;
using System.Xml;

namespace Parley.Channels.Tests.Encoders;

public class EncodingBindingElementTests
{
    private static void AssertDefaults(XmlDictionaryReaderQuotas quotas)
    {
        Assert.Equal(32, quotas.MaxDepth);
        Assert.Equal(8192, quotas.MaxStringContentLength);
        Assert.Equal(16384, quotas.MaxArrayLength);
        Assert.Equal(4096, quotas.MaxBytesPerRead);
        Assert.Equal(16384, quotas.MaxNameTableCharCount);
    }

    [Fact]
    public void Defaults_are_those_of_wcf()
    {
        var text = new TextMessageEncodingBindingElement();
        Assert.Equal((64, 16), (text.MaxReadPoolSize, text.MaxWritePoolSize));
        Assert.Equal(MessageVersion.Soap12WSAddressing10, text.MessageVersion);
        Assert.Equal("utf-8", text.WriteEncoding.WebName);
        AssertDefaults(text.ReaderQuotas);

        var binary = new BinaryMessageEncodingBindingElement();
        Assert.Equal((64, 16, 2048), (binary.MaxReadPoolSize, binary.MaxWritePoolSize, binary.MaxSessionSize));
        Assert.Equal(MessageVersion.Soap12WSAddressing10, binary.MessageVersion);
        Assert.Equal(CompressionFormat.None, binary.CompressionFormat);
        AssertDefaults(binary.ReaderQuotas);

        var mtom = new MtomMessageEncodingBindingElement();
        Assert.Equal((64, 16, 65536), (mtom.MaxReadPoolSize, mtom.MaxWritePoolSize, mtom.MaxBufferSize));
        Assert.Equal(MessageVersion.Soap12WSAddressing10, mtom.MessageVersion);
        Assert.Equal("utf-8", mtom.WriteEncoding.WebName);
        AssertDefaults(mtom.ReaderQuotas);
    }

    [Fact]
    public void A_clone_has_the_settings_and_a_life_of_its_own()
    {
        var text = new TextMessageEncodingBindingElement(MessageVersion.Soap11, Encoding.Unicode) { MaxReadPoolSize = 3, MaxWritePoolSize = 4 };
        text.ReaderQuotas.MaxDepth = 7;
        var textClone = (TextMessageEncodingBindingElement)text.Clone();
        text.ReaderQuotas.MaxDepth = 8;
        Assert.Equal((MessageVersion.Soap11, Encoding.Unicode), (textClone.MessageVersion, textClone.WriteEncoding));
        Assert.Equal((3, 4, 7), (textClone.MaxReadPoolSize, textClone.MaxWritePoolSize, textClone.ReaderQuotas.MaxDepth));

        var binary = new BinaryMessageEncodingBindingElement
        {
            MessageVersion = MessageVersion.Soap12, MaxReadPoolSize = 3, MaxWritePoolSize = 4, MaxSessionSize = 5, CompressionFormat = CompressionFormat.GZip,
        };
        binary.ReaderQuotas.MaxDepth = 7;
        var binaryClone = (BinaryMessageEncodingBindingElement)binary.Clone();
        Assert.Equal((MessageVersion.Soap12, CompressionFormat.GZip, 5), (binaryClone.MessageVersion, binaryClone.CompressionFormat, binaryClone.MaxSessionSize));
        Assert.Equal((3, 4, 7), (binaryClone.MaxReadPoolSize, binaryClone.MaxWritePoolSize, binaryClone.ReaderQuotas.MaxDepth));

        var mtom = new MtomMessageEncodingBindingElement(MessageVersion.Soap11, Encoding.Unicode) { MaxReadPoolSize = 3, MaxWritePoolSize = 4, MaxBufferSize = 5 };
        mtom.ReaderQuotas.MaxDepth = 7;
        var mtomClone = (MtomMessageEncodingBindingElement)mtom.Clone();
        Assert.Equal((MessageVersion.Soap11, Encoding.Unicode, 5), (mtomClone.MessageVersion, mtomClone.WriteEncoding, mtomClone.MaxBufferSize));
        Assert.Equal((3, 4, 7), (mtomClone.MaxReadPoolSize, mtomClone.MaxWritePoolSize, mtomClone.ReaderQuotas.MaxDepth));
    }

    [Fact]
    public void Values_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextMessageEncodingBindingElement { MaxReadPoolSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BinaryMessageEncodingBindingElement { MaxWritePoolSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BinaryMessageEncodingBindingElement { MaxSessionSize = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BinaryMessageEncodingBindingElement { CompressionFormat = (CompressionFormat)9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MtomMessageEncodingBindingElement { MaxBufferSize = 0 });
        Assert.Throws<ArgumentException>(() => new TextMessageEncodingBindingElement { WriteEncoding = Encoding.Latin1 });
        Assert.Throws<ArgumentException>(() => new MtomMessageEncodingBindingElement(MessageVersion.None, Encoding.UTF8));
        Assert.Throws<ArgumentNullException>(() => new TextMessageEncodingBindingElement { ReaderQuotas = null! });
        Assert.Throws<InvalidOperationException>(() => new BinaryMessageEncodingBindingElement { MessageVersion = MessageVersion.Soap11 });
    }

    [Fact]
    public void The_transport_finds_the_encoding_among_the_parameters()
    {
        var transport = new StubTransport();
        var encoding = new BinaryMessageEncodingBindingElement();
        var context = new BindingContext(new CustomBinding(encoding, transport), new BindingParameterCollection());

        Assert.Same(encoding.MessageVersion, context.GetInnerProperty<MessageVersion>());
        Assert.Equal(8192, context.GetInnerProperty<XmlDictionaryReaderQuotas>()!.MaxStringContentLength);
        Assert.True(context.CanBuildInnerChannelFactory<IRequestChannel>());
    }

    [Fact]
    public void Two_encodings_in_a_binding_are_refused()
    {
        var binding = new CustomBinding(new BinaryMessageEncodingBindingElement(), new MtomMessageEncodingBindingElement(), new StubTransport());
        var context = new BindingContext(binding, new BindingParameterCollection());

        var exception = Assert.Throws<InvalidOperationException>(() => context.BuildInnerChannelFactory<IRequestChannel>());
        Assert.Contains("two message encodings", exception.Message, StringComparison.Ordinal);
    }
}
