using Parley.Channels;

namespace Parley.Security.Tests.Exchange;

/// <summary>Faults of message security are made and known again.</summary>
public class SecurityFaultsTests
{
    public static TheoryData<string, bool, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool, bool>();
            foreach (var code in Enum.GetNames<SecurityFaultCode>())
            {
                cases.Add(code, true, true);
                cases.Add(code, false, false);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fault_is_known_again(string name, bool isSoap12, bool isOasis)
    {
        var code = Enum.Parse<SecurityFaultCode>(name);
        using var message = SecurityFaults.Create(
            code,
            isSoap12 ? MessageVersion.Soap12WSAddressing10 : MessageVersion.Soap11WSAddressingAugust2004,
            isOasis ? TrustProtocol.Oasis : TrustProtocol.February2005);
        Assert.True(message.IsFault);
        var fault = MessageFault.CreateFault(message, int.MaxValue);
        Assert.Equal(code, SecurityFaults.Find(fault.Code));
        Assert.Equal(isSoap12 && code is not (SecurityFaultCode.ServerTooBusy or SecurityFaultCode.EndpointUnavailable), isSoap12 && fault.Code.IsSenderFault);
    }

    [Fact]
    public void Others_are_not_taken_for_them()
    {
        Assert.Null(SecurityFaults.Find(new FaultCode("Sender")));
        Assert.Null(SecurityFaults.Find(new FaultCode("Sender", new FaultCode("InvalidSecurity", "urn:other"))));
        Assert.Null(SecurityFaults.Find(new FaultCode("Sender", new FaultCode("0", SecurityNames.Security10.Value))));
    }
}
