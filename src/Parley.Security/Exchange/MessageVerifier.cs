using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// The rules that a received message has to keep beside those of its security header, which <see cref="SecurityHeaderReader"/> knows: it is
/// fresh, and what the policy says is signed and encrypted is, told by its place. Whatever is wrong, the sender gets the same fault.
/// </summary>
internal static class MessageVerifier
{
    /// <summary>Whether a message has a security header for this receiver.</summary>
    public static bool HasSecurityHeader(Message message)
    {
        for (var i = 0; i < message.Headers.Count; i++)
        {
            if (IsSecurityHeader(message, i))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Verifies the signatures of a message, and decrypts it.</summary>
    /// <param name="message">The message. It is closed on failure; else with the result.</param>
    /// <param name="policy">What the binding says.</param>
    /// <param name="resolver">Knows the keys that do not travel.</param>
    /// <exception cref="RefusedMessageException">It is not what its sender protected, or it is not protected.</exception>
    public static VerifiedMessage Open(Message message, SecurityPolicy policy, ISecurityTokenResolver resolver)
    {
        ReceivedSecurity? security = null;
        try
        {
            if (!HasSecurityHeader(message))
            {
                throw Refuse("The message has no security header.");
            }

            var envelope = new MessageEnvelope(message);
            security = (message.Match as SecuredMatch)?.TryVerify(policy.Profile.Suite, policy.Profile.Order, resolver);
            if (security is not null)
            {
                envelope.TryGetUtf8(out _);
                return new VerifiedMessage(message, security, envelope.Quotas);
            }

            resolver.StartAnew();
            var notes = FormNotes.TryCreate(message);
            security = new SecurityHeaderReader(policy.Profile.Suite, policy.Profile.Order, resolver).Read(envelope, notes);
            if (notes?.Form is { } form)
            {
                message.Remember(form);
            }

            return new VerifiedMessage(message, security, envelope.Quotas);
        }
        catch (Exception exception) when (exception is not (RefusedMessageException or OutOfMemoryException))
        {
            // Whatever a stranger's message causes here, it is the message that is wrong.
            security?.Dispose();
            var hasContext = policy.Element.SessionToken is not null && HasContextToken(message);
            message.Close();
            throw new RefusedMessageException(
                SecurityFaultCode.InvalidSecurity,
                $"The signatures, the encryption or the tokens of the message are not right, or are not those of this binding and its credentials ({exception.GetType().Name}).")
            {
                HasContextToken = hasContext,
            };
        }
        catch
        {
            message.Close();
            throw;
        }
    }

    /// <summary>Checks that a message says when it was made, and that it is neither too old nor of the future.</summary>
    public static void CheckTime(ReceivedSecurity security, SecurityPolicy policy)
    {
        if (security.Created is not { } created)
        {
            if (policy.Profile.IncludesTimestamp)
            {
                throw Refuse("The message has no timestamp.");
            }

            return;
        }

        var now = policy.Now;
        var skew = policy.MaxClockSkew;
        if (created >= Later(now, skew))
        {
            throw Refuse($"The message was made at {created:O}, which is in the future: here it is {now:O}. MaxClockSkew is {skew}.");
        }

        if (created <= Earlier(Earlier(now, policy.ReplayWindow), skew))
        {
            throw Refuse($"The message was made at {created:O}, too long ago: here it is {now:O}. ReplayWindow is {policy.ReplayWindow}, MaxClockSkew {skew}.");
        }

        if (security.Expires is { } expires && (expires <= created || expires <= Earlier(now, skew)))
        {
            throw Refuse($"The message was valid until {expires:O}: here it is {now:O}. MaxClockSkew is {skew}.");
        }
    }

    /// <summary>Checks that what the policy says is signed and encrypted.</summary>
    /// <param name="message">The message.</param>
    /// <param name="parts">What has to be.</param>
    /// <param name="signature">The signature over the message.</param>
    public static void CheckParts(VerifiedMessage message, MessageParts parts, ReceivedSignature signature)
    {
        var security = message.Security;
        var covered = signature.Covered;
        if (security.Timestamp is { } timestamp)
        {
            CheckPart(timestamp, isSigned: true, isEncrypted: false, covered, security, "timestamp");
        }

        CheckPart(new EnvelopePart(EnvelopePartKind.Body, 0), parts.Signed.IsBodyIncluded, parts.Encrypted.IsBodyIncluded, covered, security, "body");
        var headers = message.Headers;
        for (var i = 0; i < headers.Count; i++)
        {
            var header = headers[i];
            var isSigned = parts.Signed.Includes(header.Name, header.Namespace);
            var isEncrypted = parts.Encrypted.Includes(header.Name, header.Namespace);
            if (isSigned || isEncrypted)
            {
                CheckPart(message.PlaceOfHeader(i), isSigned, isEncrypted, covered, security, header.Name);
            }
        }
    }

    /// <summary>Checks that a token that is in the message and whose key signed it is covered by its signature.</summary>
    /// <param name="security">What the header said.</param>
    /// <param name="signature">The signature.</param>
    public static void CheckOwnToken(ReceivedSecurity security, ReceivedSignature signature)
    {
        if (PlaceOf(security, signature.Token.Source) is { } place && !Contains(signature.Covered, place))
        {
            throw Refuse("The signature does not cover the token that made it, and ProtectTokens says that it does.");
        }
    }

    /// <summary>Checks that a reply repeats the signatures of its request.</summary>
    /// <param name="security">What the reply's header said.</param>
    /// <param name="covered">What its signature covers.</param>
    /// <param name="signatures">The request's signatures.</param>
    public static void CheckConfirmations(ReceivedSecurity security, IReadOnlyList<EnvelopePart> covered, IReadOnlyList<byte[]> signatures)
    {
        var expected = signatures.Count == 0 ? [[]] : signatures;
        if (security.Confirmations.Count != expected.Count)
        {
            throw Refuse("The reply does not confirm the signatures of its request.");
        }

        foreach (var signature in expected)
        {
            if (!security.Confirmations.Exists(confirmation => confirmation.Value.AsSpan().SequenceEqual(signature) && Contains(covered, confirmation.Part)))
            {
                throw Refuse("The reply confirms other signatures than those of its request.");
            }
        }
    }

    /// <summary>Checks that a message has not come before. To be called when all else is right.</summary>
    public static void CheckReplay(ReceivedSecurity security, SecurityPolicy policy)
    {
        if (policy.Replays is not { } replays || security.Created is not { } created || security.PrimarySignature is not { } signature)
        {
            return;
        }

        // Checks of credentials take time: what has become too old meanwhile would not be remembered.
        var now = policy.Now;
        var forgetAt = Later(Later(created, policy.ReplayWindow), policy.MaxClockSkew);
        if (forgetAt <= now)
        {
            throw Refuse($"The message was made at {created:O}, and became too old while it was checked. ReplayWindow is {policy.ReplayWindow}, MaxClockSkew {policy.MaxClockSkew}.");
        }

        switch (replays.Add(signature.Value, forgetAt, now))
        {
            case ReplayVerdict.Replayed:
                throw new RefusedMessageException(SecurityFaultCode.InvalidSecurity, "The message has come before.") { IsRepetition = true };
            case ReplayVerdict.Full:
                throw Refuse($"More messages came than are remembered to find replays. ReplayCacheSize is {(policy.IsClient ? policy.Element.LocalClientSettings.ReplayCacheSize : policy.Element.LocalServiceSettings.ReplayCacheSize)}.");
        }
    }

    /// <summary>Where a token stands in the header. Null when it is not in the message.</summary>
    public static EnvelopePart? PlaceOf(ReceivedSecurity security, ReceivedToken token)
    {
        foreach (var (part, known) in security.Tokens)
        {
            if (ReferenceEquals(known, token))
            {
                return part;
            }
        }

        return null;
    }

    /// <summary>Whether a part is one of those that are covered.</summary>
    public static bool Contains(IReadOnlyList<EnvelopePart> covered, EnvelopePart part)
    {
        for (var i = 0; i < covered.Count; i++)
        {
            if (covered[i] == part)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The action of a message, which may be anything until it is known to be signed.</summary>
    public static string? ActionOf(VerifiedMessage message)
    {
        try
        {
            return message.Headers.Action;
        }
        catch (MessageHeaderException)
        {
            throw Refuse("The message has a malformed Action, or two.");
        }
    }

    /// <summary>The exception for a message whose protection is not as it has to be.</summary>
    public static RefusedMessageException Refuse(string reason) => new(SecurityFaultCode.InvalidSecurity, reason);

    private static bool IsSecurityHeader(Message message, int index)
    {
        var header = message.Headers[index];
        return header.Name == SecurityNames.SecurityHeader.Value && header.Namespace == SecurityNames.Security10.Value
            && message.Version.Envelope.IsUltimateDestination(header.Actor);
    }

    /// <summary>Whether a message that could not be verified has a security context token, or may have one.</summary>
    private static bool HasContextToken(Message message)
    {
        try
        {
            for (var i = 0; i < message.Headers.Count; i++)
            {
                if (IsSecurityHeader(message, i))
                {
                    using var reader = message.Headers.GetReaderAtHeader(i);
                    while (reader.Read())
                    {
                        if (reader.NodeType == XmlNodeType.Element && reader.LocalName == SecurityNames.SecurityContextToken.Value)
                        {
                            return true;
                        }
                    }
                }
            }

            return false;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return true;
        }
    }

    private static void CheckPart(EnvelopePart part, bool isSigned, bool isEncrypted, IReadOnlyList<EnvelopePart> covered, ReceivedSecurity security, string name)
    {
        if (isSigned && !Contains(covered, part))
        {
            throw Refuse($"The {name} of the message is not signed.");
        }

        if (isEncrypted && !security.EncryptedParts.Contains(part))
        {
            throw Refuse($"The {name} of the message is not encrypted.");
        }
    }

    private static DateTime Later(DateTime time, TimeSpan by) => DateTime.MaxValue - time > by ? time + by : DateTime.MaxValue;

    private static DateTime Earlier(DateTime time, TimeSpan by) => time - DateTime.MinValue > by ? time - by : DateTime.MinValue;
}
