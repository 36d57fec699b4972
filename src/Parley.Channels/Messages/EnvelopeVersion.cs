using System.Xml;
using Parley.Channels;

namespace Parley;

/// <summary>The version of SOAP that a message is written in. WCF documentation: EnvelopeVersion.</summary>
public sealed class EnvelopeVersion
{
    private const string Soap11Next = "http://schemas.xmlsoap.org/soap/actor/next";
    private const string Soap12Next = "http://www.w3.org/2003/05/soap-envelope/role/next";
    private const string Soap12UltimateReceiver = "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver";
    private const string NoneNamespace = "http://schemas.microsoft.com/ws/2005/05/envelope/none";

    private readonly string _name;
    private readonly string[] _ultimateDestinationActors;

    private EnvelopeVersion(
        string name, XmlDictionaryString ns, XmlDictionaryString actorAttribute, string? next, string ultimate, string sender, string receiver)
    {
        _name = name;
        Namespace = ns;
        ActorAttribute = actorAttribute;
        NextDestinationActorValue = next;
        UltimateDestinationActor = ultimate;
        SenderFaultName = sender;
        ReceiverFaultName = receiver;
        _ultimateDestinationActors = next is null ? [""] : ultimate.Length == 0 ? ["", next] : ["", ultimate, next];
    }

    /// <summary>No envelope: the message is its body.</summary>
    public static EnvelopeVersion None { get; } = new(
        "EnvelopeNone", WireNames.Create(NoneNamespace), NbfsDictionary.Soap11Actor, null, "", "Sender", "Receiver");

    /// <summary>SOAP 1.1: http://schemas.xmlsoap.org/soap/envelope/.</summary>
    public static EnvelopeVersion Soap11 { get; } = new(
        "Soap11", NbfsDictionary.Soap11Namespace, NbfsDictionary.Soap11Actor, Soap11Next, "", "Client", "Server");

    /// <summary>SOAP 1.2: http://www.w3.org/2003/05/soap-envelope.</summary>
    public static EnvelopeVersion Soap12 { get; } = new(
        "Soap12", NbfsDictionary.Soap12Namespace, NbfsDictionary.Soap12Role, Soap12Next, Soap12UltimateReceiver, "Sender", "Receiver");

    /// <summary>The actor (SOAP 1.1) or role (SOAP 1.2) of the next node that gets the message; null for <see cref="None"/>.</summary>
    public string? NextDestinationActorValue { get; }

    internal XmlDictionaryString Namespace { get; }

    internal XmlDictionaryString ActorAttribute { get; }

    internal string UltimateDestinationActor { get; }

    internal string SenderFaultName { get; }

    internal string ReceiverFaultName { get; }

    /// <summary>The actors that mean the last receiver of the message: none given, the ultimate receiver's, and next.</summary>
    /// <returns>A new array.</returns>
    public string[] GetUltimateDestinationActorValues() => (string[])_ultimateDestinationActors.Clone();

    /// <summary>The version's name and namespace.</summary>
    public override string ToString() => $"{_name} ({Namespace.Value})";

    internal bool IsUltimateDestination(string actor)
    {
        if (actor.Length == 0)
        {
            return true;
        }

        foreach (var candidate in _ultimateDestinationActors)
        {
            if (candidate == actor)
            {
                return true;
            }
        }

        return false;
    }

    internal ReadOnlySpan<string> UltimateDestinationActorValues => _ultimateDestinationActors;
}
