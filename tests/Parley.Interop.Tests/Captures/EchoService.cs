namespace Parley.Interop.Tests.Captures;

/// <summary>Answers as the recorded service did. Its address is another, so the recorded To is not looked at.</summary>
[ServiceBehavior(AddressFilterMode = AddressFilterMode.Any)]
public sealed class EchoService : IEcho
{
    public string Echo(string s) => "echo:" + s;

    public int Add(int a, int b) => a + b;

    public string WhoAmI() => "(none)";

    public void Fail(string m) =>
        throw new FaultException(new FaultReason(new FaultReasonText(m, "en-US")), new FaultCode("MyCode", "urn:my"));

    public void Notify(string s)
    {
    }
}
