namespace Parley.IdentityModel.Services;

/// <summary>
/// Fetches the metadata of a token service, keeps it, and fetches it again from time to time, and when a token comes that is signed by a key that nobody knows. While
/// the token service cannot be reached, what was known goes on. Thread-safe.
/// </summary>
public sealed class FederationMetadataSource
{
    private readonly Lock _lock = new();
    private readonly Uri _address;
    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private State _state = new(null, DateTimeOffset.MinValue);
    private Task<FederationMetadata>? _fetch;   // under way, for all who wait

    /// <summary>Creates a source.</summary>
    /// <param name="address">Where the metadata is.</param>
    /// <param name="client">Fetches it. It is used, not owned.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public FederationMetadataSource(Uri address, HttpClient client, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(client);
        _address = address;
        _client = client;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>What was fetched last; null before the first time.</summary>
    public FederationMetadata? Known => Volatile.Read(ref _state).Metadata;

    /// <summary>After how long it is fetched again: a day.</summary>
    public static TimeSpan RefreshInterval => TimeSpan.FromDays(1);

    /// <summary>How often it is fetched at most, whatever tokens come: every five minutes.</summary>
    public static TimeSpan MinimumInterval => TimeSpan.FromMinutes(5);

    /// <summary>The metadata.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">It was never fetched, and cannot be now; the inner exception says why.</exception>
    public ValueTask<FederationMetadata> GetAsync(CancellationToken cancellationToken = default) => GetAsync(RefreshInterval, cancellationToken);

    /// <summary>The metadata of now, because a token came that is signed by an unknown key; that of before when it was fetched less than <see cref="MinimumInterval"/> ago.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">It was never fetched, and cannot be now; the inner exception says why.</exception>
    public ValueTask<FederationMetadata> RefreshAsync(CancellationToken cancellationToken = default) => GetAsync(MinimumInterval, cancellationToken);

    private ValueTask<FederationMetadata> GetAsync(TimeSpan oldest, CancellationToken cancellationToken)
    {
        var state = Volatile.Read(ref _state);
        if (state.Metadata is { } known && _time.GetUtcNow() - state.Asked < oldest)
        {
            return ValueTask.FromResult(known);
        }

        Task<FederationMetadata> fetch;
        lock (_lock)
        {
            // One that ended between the two looks is as good as one under way.
            if (_fetch is null or { IsCompleted: true } && ReferenceEquals(state, _state))
            {
                _fetch = FetchAsync(state.Metadata);
            }

            fetch = _fetch!;
        }

        return new ValueTask<FederationMetadata>(fetch.WaitAsync(cancellationToken));
    }

    // Nobody's token stops it: others wait for it, too. The client's own timeout does.
    private async Task<FederationMetadata> FetchAsync(FederationMetadata? known)
    {
        var asked = _time.GetUtcNow();
        try
        {
            using var response = await _client.GetAsync(_address, HttpCompletionOption.ResponseContentRead).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            using var content = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
            known = FederationMetadata.Read(content);
        }
        catch (Exception failure) when (failure is HttpRequestException or System.Xml.XmlException or TaskCanceledException)
        {
            if (known is null)
            {
                throw new InvalidOperationException($"The federation metadata cannot be read from {_address}: {failure.Message}", failure);
            }
        }

        Volatile.Write(ref _state, new State(known, asked));
        return known;
    }

    private sealed record State(FederationMetadata? Metadata, DateTimeOffset Asked);
}
