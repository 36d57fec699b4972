using System.Security.Cryptography.X509Certificates;

namespace Parley.Security;

/// <summary>The certificates of clients that have sent messages, by where they take answers: messages to them are encrypted for these. Safe for use by many threads.</summary>
/// <param name="preset">The certificate of a client that has not sent anything; null for none. It stays its owner's.</param>
internal sealed class KnownClients(X509Certificate2? preset) : IDisposable
{
    /// <summary>How many are kept. The one that came first makes room.</summary>
    private const int MaxClients = 1024;

    private static readonly Uri _anywhere = new("urn:any");

    private readonly Lock _lock = new();
    private readonly Dictionary<Uri, X509Certificate2> _known = [];
    private readonly Queue<Uri> _order = new();

    /// <summary>Keeps a client's certificate; it takes a copy.</summary>
    /// <param name="address">Where the client takes answers; null for a client that has the channel for itself, and one that does not say.</param>
    /// <param name="certificate">The certificate.</param>
    public void Add(Uri? address, X509Certificate2 certificate)
    {
        address ??= _anywhere;
        lock (_lock)
        {
            if (_known.TryGetValue(address, out var known))
            {
                if (known.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span))
                {
                    return;
                }
            }
            else
            {
                _order.Enqueue(address);
            }

            // One that a message is being encrypted for may still be in use: it goes when nobody has it any more.
            _known[address] = new X509Certificate2(certificate);
            if (_order.Count > MaxClients)
            {
                _known.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>The certificate to encrypt for.</summary>
    /// <param name="address">Where the message goes.</param>
    /// <exception cref="InvalidOperationException">No client is known there.</exception>
    public X509Certificate2 Find(Uri? address)
    {
        lock (_lock)
        {
            return _known.GetValueOrDefault(address ?? _anywhere) ?? preset ?? throw new InvalidOperationException(
                "The message is encrypted for a client's certificate, but no client has sent a message from where it goes. Set ServiceCredentials.ClientCertificate.Certificate.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _known.Clear();
            _order.Clear();
        }
    }
}
