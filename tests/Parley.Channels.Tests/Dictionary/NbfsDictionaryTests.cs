using System.Xml;

namespace Parley.Channels.Tests.Dictionary;

public class NbfsDictionaryTests
{
    [Fact]
    public void The_dictionary_has_its_487_strings_by_number()
    {
        Assert.Equal(487, NbfsDictionary.Count);
        for (var i = 0; i < NbfsDictionary.Count; i++)
        {
            Assert.True(NbfsDictionary.Instance.TryLookup(i, out var found));
            Assert.Equal(i, found.Key);
            Assert.Same(NbfsDictionary.Get(i), found);
        }
    }

    [Theory]
    [InlineData(0, "mustUnderstand")]
    [InlineData(1, "Envelope")]
    [InlineData(212, " http://schemas.xmlsoap.org/ws/2005/02/trust/tlsnego")]
    [InlineData(481, "http://schemas.xmlsoap.org/soap/envelope/")]
    [InlineData(486, "detail")]
    public void A_string_has_its_number(int index, string value) => Assert.Equal(value, NbfsDictionary.Get(index).Value);

    [Fact]
    public void The_named_strings_are_what_their_names_say()
    {
        (XmlDictionaryString String, string Value)[] named =
        [
            (NbfsDictionary.Header, "Header"), (NbfsDictionary.Body, "Body"), (NbfsDictionary.Soap12Role, "role"), (NbfsDictionary.Soap12Relay, "relay"),
            (NbfsDictionary.Soap11Actor, "actor"), (NbfsDictionary.Fault, "Fault"), (NbfsDictionary.MustUnderstandFault, "MustUnderstand"),
            (NbfsDictionary.Code, "Code"), (NbfsDictionary.Reason, "Reason"), (NbfsDictionary.Text, "Text"), (NbfsDictionary.Node, "Node"),
            (NbfsDictionary.Role, "Role"), (NbfsDictionary.Detail, "Detail"), (NbfsDictionary.Value, "Value"), (NbfsDictionary.Subcode, "Subcode"),
            (NbfsDictionary.Soap11FaultCode, "faultcode"), (NbfsDictionary.Soap11FaultString, "faultstring"), (NbfsDictionary.Soap11FaultActor, "faultactor"),
            (NbfsDictionary.Soap11Detail, "detail"), (NbfsDictionary.Action, "Action"), (NbfsDictionary.To, "To"), (NbfsDictionary.RelatesTo, "RelatesTo"),
            (NbfsDictionary.MessageId, "MessageID"), (NbfsDictionary.Address, "Address"), (NbfsDictionary.ReplyTo, "ReplyTo"), (NbfsDictionary.FaultTo, "FaultTo"),
            (NbfsDictionary.EndpointReference, "EndpointReference"), (NbfsDictionary.ReferenceProperties, "ReferenceProperties"),
            (NbfsDictionary.ReferenceParameters, "ReferenceParameters"), (NbfsDictionary.IsReferenceParameter, "IsReferenceParameter"),
            (NbfsDictionary.Metadata, "Metadata"), (NbfsDictionary.Identity, "Identity"), (NbfsDictionary.Spn, "Spn"), (NbfsDictionary.Upn, "Upn"),
            (NbfsDictionary.Dns, "Dns"), (NbfsDictionary.KeyInfo, "KeyInfo"), (NbfsDictionary.KeyValue, "KeyValue"), (NbfsDictionary.RsaKeyValue, "RSAKeyValue"),
            (NbfsDictionary.Modulus, "Modulus"), (NbfsDictionary.Exponent, "Exponent"), (NbfsDictionary.X509Data, "X509Data"),
            (NbfsDictionary.X509Certificate, "X509Certificate"), (NbfsDictionary.AddressingNoneNamespace, "http://schemas.microsoft.com/ws/2005/05/addressing/none"),
            (NbfsDictionary.Addressing10Namespace, "http://www.w3.org/2005/08/addressing"),
            (NbfsDictionary.Addressing10Anonymous, "http://www.w3.org/2005/08/addressing/anonymous"),
            (NbfsDictionary.Addressing10None, "http://www.w3.org/2005/08/addressing/none"),
            (NbfsDictionary.Addressing10Reply, "http://www.w3.org/2005/08/addressing/reply"),
            (NbfsDictionary.Addressing10FaultAction, "http://www.w3.org/2005/08/addressing/fault"),
            (NbfsDictionary.Addressing200408Namespace, "http://schemas.xmlsoap.org/ws/2004/08/addressing"),
            (NbfsDictionary.Addressing200408Anonymous, "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"),
            (NbfsDictionary.Addressing200408FaultAction, "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault"),
            (NbfsDictionary.IdentityNamespace, "http://schemas.xmlsoap.org/ws/2006/02/addressingidentity"),
            (NbfsDictionary.XmlSignatureNamespace, "http://www.w3.org/2000/09/xmldsig#"),
        ];
        Assert.All(named, pair => Assert.Equal(pair.Value, pair.String.Value));
    }
}
