using Parley.Channels;

namespace Parley.Security;

/// <content>The security header: what stands in it, and its signatures.</content>
internal sealed partial class MessageProtector
{
    private void AssembleHeader()
    {
        var items = _parts.Security;
        var timestamp = _security.Timestamp;
        if (timestamp is not null)
        {
            if (_security.Signing is not null)
            {
                Digest(timestamp);
            }

            if (_security.Layout != SecurityHeaderLayout.LaxTimestampLast)
            {
                items.Add(new SecurityItem(timestamp));
            }
        }

        foreach (var token in _security.Tokens)
        {
            if (_security is { ProtectsTokens: true, Signing: not null } && IsSource(token))
            {
                Digest(token);
            }

            items.Add(new SecurityItem(token));
        }

        var listPlace = items.Count;
        var signaturePlace = _encrypted.Count;
        foreach (var token in _security.SupportingTokens)
        {
            AddSupportingToken(token);
        }

        var encryptsSignature = EncryptsSignature();
        foreach (var confirmation in _security.Confirmations)
        {
            if (_security.Signing is not null)
            {
                Digest(confirmation);
            }

            items.Add(Item(confirmation, encryptsSignature));
        }

        AddSignatures(encryptsSignature, signaturePlace);
        if (timestamp is not null && _security.Layout == SecurityHeaderLayout.LaxTimestampLast)
        {
            items.Add(new SecurityItem(timestamp));
        }

        if (_encrypted.Count == 0)
        {
            return;
        }

        if (_security.ListHolder is { } holder)
        {
            holder.Encrypts = _encrypted;
        }
        else if (EncryptsFirst)
        {
            items.Add(new SecurityItem(_encrypted));
        }
        else
        {
            items.Insert(listPlace, new SecurityItem(_encrypted));
        }
    }

    // An encrypted key that lists what it encrypts is not complete yet, and cannot be signed.
    private bool IsSource(HeaderElement token) =>
        token is CertificateElement or ContextTokenElement || (token is EncryptedKeyElement && !ReferenceEquals(token, _security.ListHolder));

    private void AddSupportingToken(OutgoingToken token)
    {
        var isSigned = token.IsSigned && _security.Signing is not null;
        if (isSigned && !(token.IsEncrypted && EncryptsFirst))
        {
            Digest(token.Element);
        }

        if (!token.IsEncrypted || _security.Encrypting is null)
        {
            _parts.Security.Add(new SecurityItem(token.Element));
            return;
        }

        var encrypted = EncryptElement(token.Element);
        _parts.Security.Add(new SecurityItem(encrypted));
        if (isSigned && EncryptsFirst)
        {
            Digest(encrypted);
        }
    }

    // Where nothing else is secret, the signature is not either: WCF leaves it clear, and expects it so.
    private bool EncryptsSignature() =>
        _security.Order == MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature && _security.Encrypting is not null && _encrypted.Count > 0;

    /// <param name="isEncrypted">Whether signatures are encrypted.</param>
    /// <param name="place">Where the message's signature stands among what is encrypted: before tokens and confirmations.</param>
    private void AddSignatures(bool isEncrypted, int place)
    {
        SignedReferences endorsed;
        if (_security.Signing is { } signing)
        {
            var signature = SignatureElement.Sign(
                _security.Endorsing.Count > 0 ? NextId() : string.Empty, _references, signing, _digestName, _scratch);
            _parts.SignatureValues.Add(signature.Value);
            endorsed = new SignedReferences(_digest.Size);
            if (_security.Endorsing.Count > 0)
            {
                Digest(signature, endorsed);
            }

            _parts.Security.Add(Item(signature, isEncrypted));
            if (isEncrypted)
            {
                _encrypted.Insert(place, _encrypted[^1]);
                _encrypted.RemoveAt(_encrypted.Count - 1);
            }
        }
        else
        {
            // Without a signature of the message, the timestamp is endorsed. To stands before it in the list already, if it is.
            endorsed = _references;
            if (_security.Timestamp is { } timestamp && _security.Endorsing.Count > 0)
            {
                Digest(timestamp, endorsed);
            }
        }

        foreach (var key in _security.Endorsing)
        {
            var signature = SignatureElement.Sign(string.Empty, endorsed, key, _digestName, _scratch);
            _parts.SignatureValues.Add(signature.Value);
            _parts.Security.Add(Item(signature, isEncrypted));
        }
    }
}
