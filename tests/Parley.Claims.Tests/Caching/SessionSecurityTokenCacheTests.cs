using System.Security.Claims;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Channels.Tests;
using Parley.IdentityModel;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Tests.Caching;

/// <summary>What a cache of tokens keeps, in memory and shared.</summary>
public sealed class SessionSecurityTokenCacheTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_is_found_by_endpoint_session_and_generation(bool isShared)
    {
        var cache = Cache(isShared);
        var first = Token("https://a");
        var second = Token("https://a", first.ContextId, new UniqueId());
        Assert.True(await cache.AddAsync(KeyOf(first), first, first.ValidTo, _cancel));
        Assert.True(await cache.AddAsync(KeyOf(second), second, second.ValidTo, _cancel));

        Assert.Equal(first.Id, (await cache.GetAsync(KeyOf(first), _cancel))!.Id);
        Assert.Equal(second.Id, (await cache.GetAsync(KeyOf(second), _cancel))!.Id);
        Assert.Null(await cache.GetAsync(new SessionSecurityTokenCacheKey("https://A", first.ContextId, null), _cancel));
        Assert.Null(await cache.GetAsync(new SessionSecurityTokenCacheKey("https://a", new UniqueId(), null), _cancel));
        Assert.Equal(2, (await cache.GetAllAsync("https://a", first.ContextId, _cancel)).Count);

        await cache.RemoveAsync(KeyOf(first), _cancel);
        Assert.Null(await cache.GetAsync(KeyOf(first), _cancel));
        Assert.NotNull(await cache.GetAsync(KeyOf(second), _cancel));
        await cache.RemoveAllAsync("https://a", first.ContextId, _cancel);
        Assert.Null(await cache.GetAsync(KeyOf(second), _cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_that_is_issued_again_does_not_take_the_place_of_the_first_and_a_warning_says_so(bool isShared)
    {
        var log = new ListLogger();
        var handler = new SessionSecurityTokenHandler([], Cache(isShared), _time, log);
        var first = Token("");
        first.IsReferenceMode = true;
        var again = Token("", first.ContextId);
        again.IsReferenceMode = true;

        await handler.StoreAsync(first, _cancel);
        Assert.Empty(log.Lines);
        await handler.StoreAsync(again, _cancel);

        Assert.Equal(first.Id, (await handler.ReadTokenAsync(handler.WriteToken(again), cancellationToken: _cancel)).Id);
        Assert.Contains(first.ContextId.ToString(), Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_goes_when_its_time_has_ended(bool isShared)
    {
        var cache = Cache(isShared);
        var token = Token("");
        await cache.AddAsync(KeyOf(token), token, Now.AddMinutes(5), _cancel);
        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.NotNull(await cache.GetAsync(KeyOf(token), _cancel));
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Null(await cache.GetAsync(KeyOf(token), _cancel));
        Assert.True(await cache.AddAsync(KeyOf(token), token, Now.AddMinutes(5), _cancel));
    }

    [Fact]
    public async Task A_full_cache_keeps_those_that_were_used_last()
    {
        var cache = new MruSessionSecurityTokenCache(10, _time);
        var tokens = Enumerable.Range(0, 11).Select(_ => Token("")).ToList();
        foreach (var token in tokens.Take(10))
        {
            await cache.AddAsync(KeyOf(token), token, token.ValidTo, _cancel);
        }

        await cache.GetAsync(KeyOf(tokens[0]), _cancel);
        await cache.AddAsync(KeyOf(tokens[10]), tokens[10], tokens[10].ValidTo, _cancel);

        Assert.Equal(8, cache.Count);
        Assert.NotNull(await cache.GetAsync(KeyOf(tokens[0]), _cancel));
        Assert.NotNull(await cache.GetAsync(KeyOf(tokens[10]), _cancel));
        Assert.Null(await cache.GetAsync(KeyOf(tokens[1]), _cancel));
        Assert.Null(await cache.GetAsync(KeyOf(tokens[3]), _cancel));
        Assert.NotNull(await cache.GetAsync(KeyOf(tokens[4]), _cancel));
    }

    [Fact]
    public async Task A_full_cache_lets_those_go_first_whose_time_has_ended()
    {
        var cache = new MruSessionSecurityTokenCache(10, _time);
        var tokens = Enumerable.Range(0, 11).Select(_ => Token("")).ToList();
        foreach (var (token, at) in tokens.Take(10).Select(static (token, at) => (token, at)))
        {
            await cache.AddAsync(KeyOf(token), token, Now.AddMinutes(at == 9 ? 1 : 60), _cancel);
        }

        _time.Advance(TimeSpan.FromMinutes(2));
        await cache.AddAsync(KeyOf(tokens[10]), tokens[10], Now.AddHours(1), _cancel);

        Assert.Equal(10, cache.Count);
        Assert.NotNull(await cache.GetAsync(KeyOf(tokens[0]), _cancel));
    }

    [Fact]
    public async Task A_session_that_is_renewed_for_ever_takes_no_more_than_the_cache_s_room()
    {
        var cache = new MruSessionSecurityTokenCache(10, _time);
        var first = Token("");
        SessionSecurityToken last = first;
        for (var round = 0; round < 100; round++)
        {
            last = Token("", first.ContextId, new UniqueId());
            await cache.AddAsync(KeyOf(last), last, last.ValidTo, _cancel);
        }

        Assert.Equal(10, cache.Count);
        Assert.NotNull(await cache.GetAsync(KeyOf(last), _cancel));
    }

    [Fact]
    public async Task A_shared_store_shows_neither_sessions_nor_users_and_takes_nothing_that_was_changed_or_moved()
    {
        var store = new ListStore();
        var cache = new DistributedSessionSecurityTokenCache(store, [new DataProtectionCookieTransform(new EphemeralDataProtectionProvider())], _time);
        var alice = Token("", name: "alice");
        var bob = Token("", name: "bob");
        await cache.AddAsync(KeyOf(alice), alice, alice.ValidTo, _cancel);
        await cache.AddAsync(KeyOf(bob), bob, bob.ValidTo, _cancel);
        Assert.Equal("alice", (await cache.GetAsync(KeyOf(alice), _cancel))!.ClaimsPrincipal.Identity!.Name);
        Assert.All(store.Entries, entry => Assert.DoesNotContain("alice", Encoding.UTF8.GetString(entry.Value), StringComparison.Ordinal));
        Assert.All(store.Entries.Keys, key => Assert.DoesNotContain(alice.ContextId.ToString()[9..], key, StringComparison.Ordinal));

        var (one, two) = (store.Entries.Keys.First(), store.Entries.Keys.Last());
        (store.Entries[one], store.Entries[two]) = (store.Entries[two], store.Entries[one]);
        Assert.Null(await cache.GetAsync(KeyOf(alice), _cancel));
        (store.Entries[one], store.Entries[two]) = (store.Entries[two], store.Entries[one]);
        Assert.NotNull(await cache.GetAsync(KeyOf(alice), _cancel));
        store.Entries[one][^1] ^= 1;
        store.Entries[two][^1] ^= 1;
        Assert.Null(await cache.GetAsync(KeyOf(alice), _cancel));
    }

    [Fact]
    public void A_shared_cache_without_protection_is_refused() =>
        Assert.Contains("DataProtectionCookieTransform", Assert.Throws<ArgumentException>(() => new DistributedSessionSecurityTokenCache(new ListStore(), [])).Message, StringComparison.Ordinal);

    private SessionSecurityTokenCache Cache(bool isShared) => isShared
        ? new DistributedSessionSecurityTokenCache(
            new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions { Clock = new Clock(_time) })),
            [new DataProtectionCookieTransform(new EphemeralDataProtectionProvider())],
            _time)
        : new MruSessionSecurityTokenCache(100, _time);

    private SessionSecurityToken Token(string endpoint, UniqueId? context = null, UniqueId? generation = null, string name = "alice") => new(new SessionTokenContent
    {
        Principal = new ClaimsPrincipal(new ClaimsIdentity([new Claim(System.Security.Claims.ClaimTypes.Name, name)], "Federation")),
        ContextId = context ?? new UniqueId(),
        KeyGeneration = generation,
        EndpointId = endpoint,
        Key = new byte[32],
        ValidFrom = Now,
        ValidTo = Now.AddHours(1),
    });

    private static SessionSecurityTokenCacheKey KeyOf(SessionSecurityToken token) => SessionSecurityTokenHandler.KeyOf(token);

#pragma warning disable CS0618 // the platform's memory cache has its own clock
    private sealed class Clock(TimeProvider time) : Microsoft.Extensions.Internal.ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
#pragma warning restore CS0618

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }

    private sealed class ListStore : IDistributedCache
    {
        public Dictionary<string, byte[]> Entries { get; } = [];

        public byte[]? Get(string key) => Entries.GetValueOrDefault(key);

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult(Get(key));

        public void Refresh(string key)
        {
        }

        public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

        public void Remove(string key) => Entries.Remove(key);

        public Task RemoveAsync(string key, CancellationToken token = default)
        {
            Remove(key);
            return Task.CompletedTask;
        }

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => Entries[key] = value;

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            Set(key, value, options);
            return Task.CompletedTask;
        }
    }
}
