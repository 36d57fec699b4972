using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace Parley.Channels;

/// <summary>Reads the identity extension of endpoint references: http://schemas.xmlsoap.org/ws/2006/02/addressingidentity.</summary>
internal static class EndpointIdentityXml
{
    /// <summary>Reads the Identity element that the reader stands on and moves past it.</summary>
    /// <exception cref="XmlException">It is of no known kind, or malformed.</exception>
    public static EndpointIdentity? Read(XmlDictionaryReader reader)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return null;
        }

        reader.ReadStartElement();
        EndpointIdentity identity;
        if (reader.IsStartElement(NbfsDictionary.Dns, NbfsDictionary.IdentityNamespace))
        {
            identity = new DnsEndpointIdentity(reader.ReadElementContentAsString().Trim());
        }
        else if (reader.IsStartElement(NbfsDictionary.Spn, NbfsDictionary.IdentityNamespace))
        {
            identity = new SpnEndpointIdentity(reader.ReadElementContentAsString().Trim());
        }
        else if (reader.IsStartElement(NbfsDictionary.Upn, NbfsDictionary.IdentityNamespace))
        {
            identity = new UpnEndpointIdentity(reader.ReadElementContentAsString().Trim());
        }
        else if (reader.IsStartElement(NbfsDictionary.KeyInfo, NbfsDictionary.XmlSignatureNamespace))
        {
            identity = ReadKey(reader);
        }
        else
        {
            throw new XmlException($"The endpoint identity '{reader.LocalName}' of the namespace '{reader.NamespaceURI}' is of no known kind.");
        }

        reader.MoveToContent();
        reader.ReadEndElement();
        return identity;
    }

    private static EndpointIdentity ReadKey(XmlDictionaryReader reader)
    {
        reader.ReadStartElement();
        EndpointIdentity identity;
        if (reader.IsStartElement(NbfsDictionary.X509Data, NbfsDictionary.XmlSignatureNamespace))
        {
            identity = ReadCertificates(reader);
        }
        else
        {
            reader.ReadFullStartElement(NbfsDictionary.KeyValue, NbfsDictionary.XmlSignatureNamespace);
            reader.ReadFullStartElement(NbfsDictionary.RsaKeyValue, NbfsDictionary.XmlSignatureNamespace);
            reader.MoveToStartElement(NbfsDictionary.Modulus, NbfsDictionary.XmlSignatureNamespace);
            var modulus = reader.ReadElementContentAsBase64();
            reader.MoveToStartElement(NbfsDictionary.Exponent, NbfsDictionary.XmlSignatureNamespace);
            var exponent = reader.ReadElementContentAsBase64();
            reader.MoveToContent();
            reader.ReadEndElement();
            reader.MoveToContent();
            reader.ReadEndElement();
            identity = new RsaEndpointIdentity(new RSAParameters { Modulus = modulus, Exponent = exponent });
        }

        reader.MoveToContent();
        reader.ReadEndElement();
        return identity;
    }

    private static X509CertificateEndpointIdentity ReadCertificates(XmlDictionaryReader reader)
    {
        reader.ReadFullStartElement(NbfsDictionary.X509Data, NbfsDictionary.XmlSignatureNamespace);
        X509CertificateEndpointIdentity? identity = null;
        while (reader.IsStartElement(NbfsDictionary.X509Certificate, NbfsDictionary.XmlSignatureNamespace))
        {
            X509Certificate2 certificate;
            try
            {
                certificate = X509CertificateLoader.LoadCertificate(reader.ReadElementContentAsBase64());
            }
            catch (CryptographicException e)
            {
                throw new XmlException("The certificate of an endpoint identity cannot be read.", e);
            }

            if (identity is null)
            {
                identity = new X509CertificateEndpointIdentity(certificate);
            }
            else
            {
                identity.Certificates.Add(certificate);
            }
        }

        reader.MoveToContent();
        reader.ReadEndElement();
        return identity ?? throw new XmlException("The key of an endpoint identity has no certificate.");
    }
}
