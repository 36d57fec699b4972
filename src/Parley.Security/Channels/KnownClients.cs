using System.Security.Cryptography.X509Certificates;

namespace Parley.Security;

/// <summary>
/// The certificates of clients that have sent messages, by where they take answers: messages to them are encrypted for these. Safe for use by many
/// threads.
/// </summary>
/// <remarks>
/// Where a client takes answers is its own word. An address that clients with different certificates claim is nobody's: none of them can have what is
/// meant for another encrypted for itself, nor push another's address out by claiming many.
/// </remarks>
/// <param name="preset">The certificate of a client that has not sent anything; null for none. It stays its owner's.</param>
internal sealed class KnownClients(X509Certificate2? preset) : IDisposable
{
    /// <summary>Stands for the one client of a channel that has one client only.</summary>
    public static readonly Uri Anywhere = new("urn:any");

    /// <summary>How many addresses are kept. Those of more are not.</summary>
    private const int MaxAddresses = 4096;

    /// <summary>How many of one certificate. The one that came first makes room.</summary>
    private const int MaxAddressesOfOne = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<Uri, Client> _known = [];
    private readonly Dictionary<string, Queue<Uri>> _byCertificate = new(StringComparer.Ordinal);

    /// <summary>Keeps a client's certificate; it takes a copy.</summary>
    /// <param name="address">Where the client takes answers.</param>
    /// <param name="certificate">The certificate.</param>
    /// <returns>False when a client with another certificate has claimed the same address: from now on it is nobody's.</returns>
    public bool Add(Uri address, X509Certificate2 certificate)
    {
        var owner = certificate.Thumbprint;
        lock (_lock)
        {
            if (_known.TryGetValue(address, out var known))
            {
                if (known.Owner == owner && known.Certificate is not null)
                {
                    return true;
                }

                _known[address] = known with { Certificate = null };
                return false;
            }

            var addresses = _byCertificate.GetValueOrDefault(owner) ?? (_byCertificate[owner] = new Queue<Uri>());
            if (addresses.Count == MaxAddressesOfOne)
            {
                _known.Remove(addresses.Dequeue());
            }

            if (_known.Count == MaxAddresses)
            {
                return true;
            }

            // One that a message is being encrypted for may still be in use: it goes when nobody has it any more.
            _known[address] = new Client(owner, new X509Certificate2(certificate));
            addresses.Enqueue(address);
            return true;
        }
    }

    /// <summary>Keeps a client's certificate in the place of the one before; it takes a copy.</summary>
    public void Replace(Uri address, X509Certificate2 certificate)
    {
        lock (_lock)
        {
            if (!_known.TryGetValue(address, out var known) || known.Owner != certificate.Thumbprint)
            {
                _known[address] = new Client(certificate.Thumbprint, new X509Certificate2(certificate));
            }
        }
    }

    /// <summary>The certificate to encrypt for.</summary>
    /// <param name="address">Where the message goes; null when it does not say.</param>
    /// <exception cref="InvalidOperationException">No client is known there, or several are.</exception>
    public X509Certificate2 Find(Uri? address)
    {
        lock (_lock)
        {
            if (address is not null && _known.TryGetValue(address, out var known))
            {
                return known.Certificate ?? throw new InvalidOperationException(
                    $"The message is encrypted for a client's certificate, and clients with different certificates say that they take messages at '{address}'. Send it from within an operation that its client has called.");
            }

            return preset ?? throw new InvalidOperationException(
                "The message is encrypted for a client's certificate, but no client has sent a message from where it goes. Set ServiceCredentials.ClientCertificate.Certificate.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _known.Clear();
            _byCertificate.Clear();
        }
    }

    /// <param name="Owner">Whose the address is, by the certificate's thumbprint.</param>
    /// <param name="Certificate">The certificate; null when the address is claimed by several.</param>
    private readonly record struct Client(string Owner, X509Certificate2? Certificate);
}
