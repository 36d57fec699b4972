using Parley.Channels;
using Parley.Description;

namespace Parley.Tests.Description;

public sealed class MessageContractReaderTests
{
    private static MessageDescription Read<T>() => MessageContractReader.Read(new ContractDescription("C", "urn:c"), typeof(T), "urn:a", MessageDirection.Input);

    private static string ErrorOf<T>() => Assert.Throws<InvalidOperationException>(() => Read<T>()).Message;

    [MessageContract]
    public class Base
    {
        [MessageHeader]
        public string? BaseHeader { get; set; }

        [MessageBodyMember]
        public int Zulu { get; set; }

        [MessageBodyMember(Order = 3)]
        public int Third { get; set; }
    }

    [MessageContract(WrapperName = "W", WrapperNamespace = "urn:w")]
    public sealed class Derived : Base
    {
        [MessageBodyMember(Order = 1, Name = "one", Namespace = "urn:one")]
        private int _first;

        [MessageBodyMember]
        public int Alpha { get; set; }

        [MessageHeader(Namespace = "urn:h", MustUnderstand = true, Actor = "urn:next", Relay = true)]
        public int Own { get; set; }

        [MessageHeaderArray]
        public string[]? Many { get; set; }

        [MessageHeader]
        public MessageHeader<int>? Typed { get; set; }

        [MessageProperty]
        public object? Extra { get; set; }

        public int Ignored => _first;

        public void Set(int value) => _first = value;
    }

    [Fact]
    public void Body_members_are_ordered_by_order_then_by_name_whatever_class_declares_them()
    {
        var message = Read<Derived>();
        Assert.Equal(["Alpha", "Zulu", "one", "Third"], message.Body.Parts.Select(p => p.Name));
        Assert.Equal("urn:one", message.Body.Parts[2].Namespace);
        Assert.Equal("urn:c", message.Body.Parts[0].Namespace);
        Assert.Equal(("W", "urn:w"), (message.Body.WrapperName, message.Body.WrapperNamespace));
    }

    [Fact]
    public void Headers_keep_what_their_attributes_say()
    {
        var headers = Read<Derived>().Headers;
        Assert.Equal(["BaseHeader", "Own", "Many", "Typed"], headers.Select(h => h.Name));
        var own = headers[1];
        Assert.Equal(("urn:h", "urn:next", true, true), (own.Namespace, own.Actor, own.MustUnderstand, own.Relay));
        Assert.True(headers[2].Multiple);
        Assert.True(headers[3].TypedHeader);
        Assert.Equal("Extra", Assert.Single(Read<Derived>().Properties).Name);
    }

    [Fact]
    public void The_wrapper_is_named_after_the_type_unless_there_is_none()
    {
        Assert.Equal(("Base", "urn:c"), (Read<Base>().Body.WrapperName, Read<Base>().Body.WrapperNamespace));
        Assert.Null(Read<Bare>().Body.WrapperName);
    }

    [MessageContract(IsWrapped = false)]
    public sealed class Bare
    {
        [MessageBodyMember]
        public string? Text { get; set; }
    }

    public class NotAMessage;

    [MessageContract]
    public sealed class OfNoMessage : NotAMessage;

    [MessageContract]
    public sealed class TwoRoles
    {
        [MessageHeader]
        [MessageBodyMember]
        public int X { get; set; }
    }

    [MessageContract]
    public sealed class NoArray
    {
        [MessageHeaderArray]
        public int X { get; set; }
    }

    [MessageContract]
    public sealed class ReadOnly
    {
        [MessageBodyMember]
        public int X => 1;
    }

    [MessageContract]
    public sealed class TwinBody
    {
        [MessageBodyMember(Name = "X")]
        public int A { get; set; }

        [MessageBodyMember]
        public int X { get; set; }
    }

    [MessageContract]
    public sealed class TwinHeader
    {
        [MessageHeader(Name = "X")]
        public int A { get; set; }

        [MessageHeader]
        public int X { get; set; }
    }

    [MessageContract]
    public sealed class TwinProperty
    {
        [MessageProperty(Name = "X")]
        public object? A { get; set; }

        [MessageProperty]
        public object? X { get; set; }
    }

    [Fact]
    public void No_member_is_left_out_because_another_one_has_its_name()
    {
        foreach (var error in new[] { ErrorOf<TwinBody>(), ErrorOf<TwinHeader>(), ErrorOf<TwinProperty>() })
        {
            Assert.Contains("The members 'A' and 'X'", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Message_contracts_that_contradict_themselves_are_refused()
    {
        Assert.Contains("NotAMessage", ErrorOf<OfNoMessage>(), StringComparison.Ordinal);
        Assert.Contains("'X'", ErrorOf<TwoRoles>(), StringComparison.Ordinal);
        Assert.Contains("[MessageHeaderArray]", ErrorOf<NoArray>(), StringComparison.Ordinal);
        Assert.Contains("getter and a setter", ErrorOf<ReadOnly>(), StringComparison.Ordinal);
    }
}
