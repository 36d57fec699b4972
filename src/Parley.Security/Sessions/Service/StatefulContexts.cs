using System.Security.Cryptography;
using System.Text;

namespace Parley.Security;

/// <summary>
/// Issues tokens that carry their own state, and reads those that come back. What was read is kept, so that it need not be read for each
/// message; the oldest makes room. Thread-safe. WCF documentation: LocalServiceSecuritySettings.MaxCachedCookies.
/// </summary>
/// <param name="encoder">Protects the state.</param>
/// <param name="lifetime">How long a token is valid (IssuedCookieLifetime).</param>
/// <param name="capacity">How many are kept (MaxCachedCookies).</param>
/// <param name="clock">The clock.</param>
/// <param name="scope">
/// Where tokens count: those of another endpoint are not taken, though the same encoder protects them, because its clients prove themselves in
/// another way. Null to take those of any.
/// </param>
internal sealed class StatefulContexts(SecurityStateEncoder encoder, TimeSpan lifetime, int capacity, TimeProvider clock, string? scope = null) : IDisposable
{
    private const int RandomLength = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<ContextName, StatefulContext> _known = [];
    private readonly Queue<StatefulContext> _byAge = new();
    private bool _isClosed;

    /// <summary>How many are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _known.Count;
            }
        }
    }

    /// <summary>Makes a token.</summary>
    /// <param name="key">Its key. It stays the caller's.</param>
    /// <param name="tokenId">The id of the token's element.</param>
    /// <param name="client">Who asks for it.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="expires">Until when it is valid.</param>
    public (ContextName Name, byte[] Cookie) Issue(SecretKey key, string tokenId, ServiceSecurityContext client, DateTime now, out DateTime expires)
    {
        var name = new ContextName(NameOf(RandomNumberGenerator.GetBytes(RandomLength), key), null);
        expires = lifetime >= DateTime.MaxValue - now ? DateTime.MaxValue : now + lifetime;
        using var state = new ContextState
        {
            Id = tokenId,
            ContextId = name.Identifier,
            Key = key.Bytes.ToArray(),
            EffectiveTime = now,
            ExpiryTime = expires,
            KeyEffectiveTime = now,
            KeyExpiryTime = expires,
            Name = client.IsAnonymous ? null : client.PrimaryIdentity.Name,
            AuthenticationType = client.IsAnonymous ? null : client.PrimaryIdentity.AuthenticationType,
            Certificate = ContextClient.CertificateOf(client),
            Principal = ContextClient.PrincipalOf(client),
        };
        var plain = ContextStateFormat.Write(state);
        try
        {
            return (name, encoder.EncodeSecurityState(plain));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>The context of a token that has come, with a lease on its key.</summary>
    /// <param name="name">The name that the token says.</param>
    /// <param name="cookie">The state that it carries.</param>
    /// <returns>Null when the state is not ours, says another name, or is no longer valid.</returns>
    public StatefulContext? Lease(ContextName name, byte[] cookie)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(cookie, digest);
        lock (_lock)
        {
            if (_known.TryGetValue(name, out var known) && known.IsOf(digest))
            {
                return IsValid(known) && known.Key.TryLease() ? known : null;
            }
        }

        if (Read(name, cookie, digest.ToArray()) is not { } read)
        {
            return null;
        }

        if (!IsValid(read))
        {
            read.Dispose();
            return null;
        }

        read.Key.TryLease();
        Keep(read);
        return read;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (var context in _known.Values)
            {
                context.Dispose();
            }

            _known.Clear();
            _byAge.Clear();
        }
    }

    /// <summary>A name that says, to whom has the key, of which endpoint it is: half of it is random, half of it a signature of that and of the scope.</summary>
    private string NameOf(ReadOnlySpan<byte> random, SecretKey key)
    {
        Span<byte> name = stackalloc byte[RandomLength + HMACSHA256.HashSizeInBytes];
        random.CopyTo(name);
        HMACSHA256.HashData(key.Bytes, [.. random, .. Encoding.UTF8.GetBytes(scope ?? string.Empty)], name[RandomLength..]);
        return $"urn:uuid:{new Guid(name[..16], bigEndian: true):D}";
    }

    private bool IsOfHere(string identifier, SecretKey key)
    {
        const string Prefix = "urn:uuid:";
        if (scope is null)
        {
            return true;
        }

        Span<byte> name = stackalloc byte[16];
        return identifier.StartsWith(Prefix, StringComparison.Ordinal)
            && Guid.TryParseExact(identifier.AsSpan(Prefix.Length), "D", out var guid)
            && guid.TryWriteBytes(name, bigEndian: true, out _)
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(NameOf(name[..RandomLength], key)), Encoding.ASCII.GetBytes(identifier));
    }

    private bool IsValid(StatefulContext context) => clock.GetUtcNow().UtcDateTime < context.Key.ExpiryTime;

    private StatefulContext? Read(ContextName name, byte[] cookie, byte[] digest)
    {
        byte[]? plain = null;
        try
        {
            plain = encoder.DecodeSecurityState(cookie);
            using var state = ContextStateFormat.Read(plain);
            var expires = state.KeyExpiryTime < state.ExpiryTime ? state.KeyExpiryTime : state.ExpiryTime;
            if (state.ContextId != name.Identifier || name.Instance is not null)
            {
                return null;
            }

            var key = SecretKey.FromBytes(state.Key);
            if (IsOfHere(name.Identifier, key))
            {
                return new StatefulContext(name, new ContextKey(null, key, state.KeyEffectiveTime, expires), ContextClient.Of(state), digest);
            }

            key.Dispose();
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The encoder's own, or the format's: whatever it is, the token is none of ours.
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private void Keep(StatefulContext context)
    {
        StatefulContext? old = null;
        lock (_lock)
        {
            if (capacity == 0 || _isClosed || !_known.TryAdd(context.Name, context))
            {
                // Whoever has the lease is the last to use it.
                old = context;
            }
            else
            {
                _byAge.Enqueue(context);
                if (_byAge.Count > capacity)
                {
                    old = _byAge.Dequeue();
                    _known.Remove(old.Name);
                }
            }
        }

        old?.Dispose();
    }
}
