using System.Net.Security;
using Parley.Channels;
using Parley.Description;
using Parley.Security;

namespace Parley.Tests.Protection;

public class ContractProtectionTests
{
    private const string Ns = "urn:protection";
    private const string FaultAction = "urn:protection/IPlain/DoWrongFault";

    [ServiceContract(Namespace = Ns, Name = "IPlain")]
    public interface IPlain
    {
        [OperationContract]
        [FaultContract(typeof(string), Action = FaultAction)]
        string Do(string text);
    }

    [ServiceContract(Namespace = Ns, ProtectionLevel = ProtectionLevel.Sign)]
    public interface ILevels
    {
        [OperationContract]
        [FaultContract(typeof(string), Action = "urn:fault/inherits")]
        [FaultContract(typeof(int), Action = "urn:fault/own", ProtectionLevel = ProtectionLevel.EncryptAndSign)]
        string Inherits(string text);

        [OperationContract(ProtectionLevel = ProtectionLevel.None)]
        [FaultContract(typeof(long), Action = "urn:fault/open")]
        string Open(string text);

        [OperationContract(ProtectionLevel = ProtectionLevel.EncryptAndSign)]
        Answer Mixed(Question question);

        [OperationContract(ProtectionLevel = ProtectionLevel.None)]
        Question Parts(Answer answer);
    }

    [MessageContract(ProtectionLevel = ProtectionLevel.None, IsWrapped = false)]
    public class Question
    {
        [MessageHeader(Namespace = "urn:h", ProtectionLevel = ProtectionLevel.Sign)]
        public string? Signed { get; set; }

        [MessageHeader(Namespace = "urn:h", ProtectionLevel = ProtectionLevel.EncryptAndSign)]
        public string? Secret { get; set; }

        [MessageHeader(Namespace = "urn:h")]
        public string? Inherited { get; set; }

        [MessageBodyMember(Namespace = "urn:b", ProtectionLevel = ProtectionLevel.Sign)]
        public string? Text { get; set; }

        [MessageBodyMember(Namespace = "urn:b")]
        public string? More { get; set; }
    }

    [MessageContract]
    public class Answer
    {
        [MessageHeader(Namespace = "urn:h")]
        public string? Inherited { get; set; }

        [MessageHeader(Namespace = "urn:h", ProtectionLevel = ProtectionLevel.None)]
        public string? Open { get; set; }

        [MessageBodyMember(Namespace = "urn:b")]
        public string? Text { get; set; }
    }

    [ServiceContract(Namespace = Ns, CallbackContract = typeof(ICallback))]
    public interface ICalling
    {
        [OperationContract(ProtectionLevel = ProtectionLevel.Sign)]
        void Call();
    }

    public interface ICallback
    {
        [OperationContract(Action = "urn:back", ReplyAction = "urn:backReply", ProtectionLevel = ProtectionLevel.Sign)]
        [FaultContract(typeof(string), Action = "urn:backFault")]
        int Back();
    }

    [ServiceContract(Namespace = Ns)]
    public interface IAnything
    {
        [OperationContract(Action = "*", ReplyAction = "*", ProtectionLevel = ProtectionLevel.Sign)]
        Message Process(Message request);
    }

    public static TheoryData<Type, string, bool, string> Table => new()
    {
        // contract, action, to the service, what is protected: s(body) e(body), then headers
        { typeof(IPlain), $"{Ns}/IPlain/Do", true, "sign body; encrypt body" },
        { typeof(IPlain), $"{Ns}/IPlain/DoResponse", false, "sign body; encrypt body" },
        { typeof(IPlain), FaultAction, false, "sign body; encrypt body" },
        { typeof(IPlain), "*", true, "sign body; encrypt body" },
        { typeof(IPlain), "*", false, "sign body; encrypt body" },
        { typeof(ILevels), $"{Ns}/ILevels/Inherits", true, "sign body; encrypt" },
        { typeof(ILevels), $"{Ns}/ILevels/InheritsResponse", false, "sign body; encrypt" },
        { typeof(ILevels), "urn:fault/inherits", false, "sign body; encrypt" },
        { typeof(ILevels), "urn:fault/own", false, "sign body; encrypt body" },
        { typeof(ILevels), $"{Ns}/ILevels/Open", true, "sign; encrypt" },
        { typeof(ILevels), $"{Ns}/ILevels/OpenResponse", false, "sign; encrypt" },
        { typeof(ILevels), "urn:fault/open", false, "sign; encrypt" },
        { typeof(ILevels), "*", true, "sign body; encrypt" },
        { typeof(ILevels), "*", false, "sign body; encrypt" },
        { typeof(ILevels), $"{Ns}/ILevels/Mixed", true, "sign body Secret Signed; encrypt Secret" },
        { typeof(ILevels), $"{Ns}/ILevels/MixedResponse", false, "sign body Inherited; encrypt body Inherited" },
        { typeof(ILevels), $"{Ns}/ILevels/Parts", true, "sign; encrypt" },
        { typeof(ILevels), $"{Ns}/ILevels/PartsResponse", false, "sign body Secret Signed; encrypt Secret" },
        { typeof(ICalling), $"{Ns}/ICalling/Call", true, "sign body; encrypt" },
        { typeof(ICalling), "urn:back", false, "sign body; encrypt" },
        { typeof(ICalling), "urn:backReply", true, "sign body; encrypt" },
        { typeof(ICalling), "urn:backFault", true, "sign body; encrypt" },
        { typeof(IAnything), "*", true, "sign body; encrypt" },
        { typeof(IAnything), "*", false, "sign body; encrypt" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_level_counts_for_what_is_within_and_what_is_set_within_counts_more(Type contract, string action, bool toService, string expected)
    {
        var requirements = new ChannelProtectionRequirements();
        ContractProtection.AddTo(requirements, ContractDescription.GetContract(contract), ProtectionLevel.EncryptAndSign, ProtectionLevel.EncryptAndSign);
        var signed = toService ? requirements.IncomingSignatureParts : requirements.OutgoingSignatureParts;
        var encrypted = toService ? requirements.IncomingEncryptionParts : requirements.OutgoingEncryptionParts;
        Assert.Equal(expected, $"sign{Show(signed, action)}; encrypt{Show(encrypted, action)}");
    }

    [Fact]
    public void What_is_not_set_is_protected_as_far_as_the_binding_does()
    {
        var requirements = new ChannelProtectionRequirements();
        ContractProtection.AddTo(requirements, ContractDescription.GetContract(typeof(IPlain)), ProtectionLevel.Sign, ProtectionLevel.None);
        Assert.Equal(" body", Show(requirements.IncomingSignatureParts, $"{Ns}/IPlain/Do"));
        Assert.Equal("", Show(requirements.IncomingEncryptionParts, $"{Ns}/IPlain/Do"));
        Assert.Equal("", Show(requirements.OutgoingSignatureParts, $"{Ns}/IPlain/DoResponse"));
    }

    private static string Show(ScopedMessagePartSpecification scoped, string action)
    {
        Assert.True(scoped.TryGetParts(action, excludeChannelScope: true, out var parts));
        var headers = parts.HeaderTypes.Select(h => h.Name).Order(StringComparer.Ordinal);
        string[] all = parts.IsBodyIncluded ? ["body", .. headers] : [.. headers];
        return string.Concat(all.Select(part => " " + part));
    }
}
