using System.Runtime.Serialization;
using Parley.Channels;
using Parley.Formatting;

namespace Parley.Tests.Formatting;

public sealed class TypedMessageFormatterTests
{
    [DataContract(Namespace = "urn:data")]
    public sealed class Point
    {
        [DataMember]
        public int X { get; set; }
    }

    [MessageContract(WrapperName = "W", WrapperNamespace = "urn:w")]
    public sealed class Letter
    {
        [MessageBodyMember(Order = 1)]
        private string? _secret;

        [MessageHeader(MustUnderstand = true, Relay = true, Actor = "http://www.w3.org/2003/05/soap-envelope/role/next", Namespace = "urn:h")]
        public string? Stamp { get; set; }

        [MessageHeader]
        public Point? Where { get; set; }

        [MessageHeader]
        public int Number { get; set; }

        [MessageHeaderArray(Name = "Tag")]
        public string[]? Tags { get; set; }

        [MessageHeader]
        public MessageHeader<int>? Typed { get; set; }

        [MessageProperty(Name = "extra")]
        public string? Extra { get; set; }

        [MessageBodyMember(Order = 2)]
        public Point? Body { get; set; }

        [MessageBodyMember(Order = 3)]
        public int Count { get; set; }

        public string? Secret
        {
            get => _secret;
            set => _secret = value;
        }
    }

    [MessageContract(IsWrapped = false)]
    public struct Pair
    {
        [MessageBodyMember(Order = 1)]
        public string? First;

        [MessageBodyMember(Order = 2)]
        public int Second;
    }

    [MessageContract]
    public sealed class NoConstructor(int x)
    {
        [MessageBodyMember]
        public int X { get; set; } = x;
    }

    [MessageContract]
    public sealed class Empty;

    [ServiceContract(Namespace = "urn:t")]
    public interface ITyped
    {
        [OperationContract]
        Letter Send(Letter letter);

        [OperationContract]
        void Take(Letter letter);

        [OperationContract]
        Pair Swap(Pair pair);

        [OperationContract]
        NoConstructor Make();

        [OperationContract]
        Empty Nothing(Empty empty);
    }

    private static FormatterHarness For(string operation) => FormatterHarness.For<ITyped>(operation);

    private static Letter Sample => new()
    {
        Stamp = "s",
        Where = new Point { X = 3 },
        Number = 7,
        Tags = ["a", "b"],
        Typed = new MessageHeader<int>(9, true, string.Empty, false),
        Extra = "local",
        Secret = "x",
        Body = new Point { X = 1 },
        Count = 2,
    };

    [Fact]
    public void Body_members_stand_in_the_wrapper_in_order()
    {
        Assert.Equal(
            "<W xmlns=\"urn:w\"><_secret xmlns=\"urn:t\">x</_secret><Body xmlns=\"urn:t\" xmlns:a=\"urn:data\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><a:X>1</a:X></Body><Count xmlns=\"urn:t\">2</Count></W>",
            For("Send").RequestBody(Sample));
        Assert.Equal("<Empty xmlns=\"urn:t\"/>", For("Nothing").RequestBody(new Empty()));
        Assert.Equal("<TakeResponse xmlns=\"urn:t\"/>", For("Take").ReplyBody(null));
    }

    [Fact]
    public void Headers_carry_their_attributes()
    {
        using var message = For("Send").Client.SerializeRequest(MessageVersion.Soap12WSAddressing10, [Sample]);
        var stamp = message.Headers.Single(h => h.Name == "Stamp");
        Assert.Equal(
            ("urn:h", true, true, "http://www.w3.org/2003/05/soap-envelope/role/next"), (stamp.Namespace, stamp.MustUnderstand, stamp.Relay, stamp.Actor));
        Assert.Equal(2, message.Headers.Count(h => h.Name == "Tag"));
        Assert.True(message.Headers.Single(h => h.Name == "Typed").MustUnderstand);
        Assert.Equal("local", message.Properties["extra"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_typed_message_survives_the_way_there_and_back(bool binary)
    {
        var letter = (Letter)For("Send").PassReply(binary, Sample)!;
        Assert.Equal("s", letter.Stamp);
        Assert.Equal(3, letter.Where!.X);
        Assert.Equal(7, letter.Number);
        Assert.Equal(["a", "b"], letter.Tags!);
        Assert.Equal((9, true), (letter.Typed!.Content, letter.Typed.MustUnderstand));
        Assert.Null(letter.Extra);
        Assert.Equal("x", letter.Secret);
        Assert.Equal(1, letter.Body!.X);
        Assert.Equal(2, letter.Count);

        var pair = (Pair)For("Swap").PassRequest(binary, new Pair { First = "f", Second = 2 })[0]!;
        Assert.Equal(("f", 2), (pair.First, pair.Second));
    }

    [Fact]
    public void Headers_of_the_message_are_understood()
    {
        using var message = FormatterHarness.Transfer(For("Send").Client.SerializeRequest(MessageVersion.Soap12WSAddressing10, [Sample]), binary: false);
        For("Send").Service.DeserializeRequest(message, new object?[1]);
        Assert.Contains(message.Headers.UnderstoodHeaders, h => h.Name == "Stamp");
        Assert.Contains(message.Headers.UnderstoodHeaders, h => h.Name == "Typed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Null_members_stay_null_and_missing_headers_are_defaults(bool binary)
    {
        var letter = (Letter)For("Send").PassRequest(binary, new Letter())[0]!;
        Assert.Null(letter.Stamp);
        Assert.Null(letter.Where);
        Assert.Equal(0, letter.Number);
        Assert.Empty(letter.Tags!);
        Assert.Null(letter.Body);

        var missing = (Letter)For("Send").ReadRequest("<W xmlns='urn:w'/>")[0]!;
        Assert.Null(missing.Typed);
        Assert.Equal(0, missing.Count);
    }

    [Fact]
    public void A_null_typed_message_is_refused()
    {
        Assert.Contains("must not be null", Assert.Throws<InvalidOperationException>(() => For("Send").RequestBody([null])).Message, StringComparison.Ordinal);
        Assert.Contains("must not be null", Assert.Throws<InvalidOperationException>(() => For("Send").ReplyBody(null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_typed_message_that_cannot_be_made_is_named()
    {
        var e = Assert.ThrowsAny<Exception>(() => For("Make").ReadReply("<NoConstructor xmlns='urn:t'><X>1</X></NoConstructor>"));
        Assert.Contains("constructor without parameters", e.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(e);
    }

    [Fact]
    public void A_header_that_does_not_fit_is_the_senders_fault()
    {
        using var received = FormatterHarness.Transfer(
            WithHeader(For("Send").Client.SerializeRequest(MessageVersion.Soap12WSAddressing10, [new Letter()])), binary: false);
        Assert.Throws<DeserializationFailedException>(() => For("Send").Service.DeserializeRequest(received, new object?[1]));

        static Message WithHeader(Message message)
        {
            message.Headers.RemoveAll("Number", "urn:t");
            message.Headers.Add(MessageHeader.CreateHeader("Number", "urn:t", "seven"));
            return message;
        }
    }
}
