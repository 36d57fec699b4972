using System.Security.Cryptography;
using System.Xml;

namespace Parley.Security;

/// <summary>
/// Verifies and decrypts received envelopes. It is strict: what a signature covers is found by its place (the body, a header block, an
/// element of the security header), identifiers are unique among these, only the suite's algorithms are taken, and nothing is given
/// out before everything has been checked. Whatever is wrong, the failure is the same one.
/// </summary>
/// <param name="suite">The algorithms that are taken.</param>
/// <param name="protectionOrder">Whether signatures cover content or cipher text.</param>
/// <param name="resolver">Knows the keys that do not travel.</param>
internal sealed class SecurityHeaderReader(SecurityAlgorithmSuite suite, MessageProtectionOrder protectionOrder, ISecurityTokenResolver resolver)
{
    /// <summary>Verifies and decrypts an envelope.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="notes">Takes the form of the envelope, when it has one; null when it is not wanted.</param>
    /// <returns>What its security header said. It is for the caller to say whether that is enough, and to dispose it.</returns>
    /// <exception cref="MessageSecurityException">The envelope is not what its sender protected, or cannot be read.</exception>
    public ReceivedSecurity Read(IEnvelopeSource envelope, FormNotes? notes = null)
    {
        try
        {
            return envelope.TryGetUtf8(out var text) && PlainXml.IsPlain(text) && TryReadPlain(text, notes) is { } security ? security : ReadNormalized(envelope);
        }
        catch (Exception exception) when (exception
            is XmlException or FormatException or CryptographicException or ArgumentException or InvalidOperationException or OverflowException)
        {
            // Nothing of the cause: it would tell a sender of altered messages how far each one came.
            throw new MessageSecurityException("The security of the message could not be verified.");
        }
    }

    private ReceivedSecurity? TryReadPlain(ArraySegment<byte> text, FormNotes? notes)
    {
        using var pass = new SecurityHeaderPass(text, isNormalized: false, suite, protectionOrder, resolver, notes);
        try
        {
            return pass.Run();
        }
        catch (UnusualXmlException)
        {
            return null;
        }
    }

    private ReceivedSecurity ReadNormalized(IEnvelopeSource envelope)
    {
        using var normalized = new PooledBytes();
        using (var reader = envelope.OpenEnvelope())
        {
            PlainXml.Normalize(reader, normalized, isReadElsewhere: true);
        }

        using var pass = new SecurityHeaderPass(new ArraySegment<byte>(normalized.Array, 0, normalized.Count), isNormalized: true, suite, protectionOrder, resolver);
        return pass.Run();
    }
}
