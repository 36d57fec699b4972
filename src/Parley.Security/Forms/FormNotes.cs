using Parley.Channels;

namespace Parley.Security;

/// <summary>What the reader of a security header writes down on its way, so that a form can be made of the message.</summary>
/// <param name="version">The message's version.</param>
/// <param name="headers">The message's headers; null for the security header.</param>
internal sealed class FormNotes(MessageVersion version, FormHeader?[] headers)
{
    public MessageVersion Version => version;

    public FormHeader?[] Headers => headers;

    /// <summary>True when the message has something that no form has.</summary>
    public bool IsUnusual { get; set; }

    /// <summary>The keys that were derived, with their nonces in base64.</summary>
    public List<(ReceivedToken Token, string Nonce, int Offset, int Length)> DerivedKeys { get; } = [];

    /// <summary>What was decrypted, in base64, with the type of its content.</summary>
    public List<(string Type, string Cipher, ReceivedToken Token, EncryptionAlgorithm Algorithm)> Ciphers { get; } = [];

    /// <summary>What the signature covers, with the place of the canonical form and the digest in base64.</summary>
    public List<(EnvelopePart Part, int Start, int Length, string Digest)> References { get; } = [];

    /// <summary>The last digest that was compared, in base64.</summary>
    public string Digest { get; set; } = "";

    /// <summary>The form; null when none can be made.</summary>
    public SecuredForm? Form { get; set; }

    /// <summary>Begins notes.</summary>
    /// <param name="message">The message, as it came.</param>
    /// <returns>Null for a message that has no form, or whose encoder takes none.</returns>
    public static FormNotes? TryCreate(Message message)
    {
        if (!message.RemembersForms || message.Match is not null)
        {
            return null;
        }

        var all = message.Headers;
        var headers = new FormHeader?[all.Count];
        var securityHeaders = 0;
        try
        {
            for (var i = 0; i < headers.Length; i++)
            {
                var header = all[i];
                if (header.Name == SecurityNames.SecurityHeader.Value && header.Namespace == SecurityNames.Security10.Value)
                {
                    if (!header.MustUnderstand || header.Actor.Length > 0 || header.Relay || ++securityHeaders > 1)
                    {
                        return null;
                    }
                }
                else if ((headers[i] = FormHeader.TryCreate(all, i)) is null)
                {
                    return null;
                }
            }
        }
        catch (MessageHeaderException)
        {
            return null;
        }

        return new FormNotes(all.MessageVersion, headers);
    }
}
