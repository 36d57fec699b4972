using System.Security.Principal;
using Parley.Channels.Tests;

namespace Parley.Security.Tests.Sessions;

public sealed class SecureSessionTableTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly SecureSessionTable _table;

    public SecureSessionTableTests() => _table = new SecureSessionTable(Limits(), _clock);

    public void Dispose() => _table.Dispose();

    [Fact]
    public void No_more_sessions_are_pending_than_allowed()
    {
        var first = Create();
        Create();
        Create();
        Assert.False(_table.TryCreate(SecretKey.CreateRandom(256), ServiceSecurityContext.Anonymous, out _, out var refused));
        Assert.Throws<ObjectDisposedException>(() => refused.Key.Bytes.Length);
        Assert.True(first.TryAccept());
        Create();
        Assert.Equal(3, _table.Pending);
    }

    [Fact]
    public void A_session_without_a_message_is_forgotten_and_makes_room()
    {
        var session = Create();
        var user = new User();
        _clock.Advance(TimeSpan.FromSeconds(119));
        Assert.NotNull(_table.Find(session.Identifier));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(_table.Find(session.Identifier));
        Assert.Equal(0, _table.Pending);
        Assert.Null(user.End);
        Assert.Equal(KeyVerdict.Unknown, session.Lease(null, out _));
    }

    [Fact]
    public void An_open_session_ends_when_it_is_idle_for_the_receive_timeout_and_not_while_a_request_is_under_way()
    {
        var session = Open(out var user);
        session.Begin();
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(_table.Find(session.Identifier));
        session.EndOne();
        _clock.Advance(TimeSpan.FromMinutes(9));
        Use(session);
        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.NotNull(_table.Find(session.Identifier));
        _clock.Advance(TimeSpan.FromMinutes(1.2));
        Assert.Null(_table.Find(session.Identifier));
        Assert.Equal(SessionEnd.Idle, user.End);
    }

    [Fact]
    public void A_session_that_has_a_connection_and_that_the_service_does_not_accept_ends_and_makes_room()
    {
        var session = Create();
        var user = new User();
        session.GetUser(user, static (_, made) => made, out _);
        session.Begin();
        Use(session);
        _clock.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(1, _table.Pending);
        Assert.Null(user.End);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(SessionEnd.Forgotten, user.End);
        Assert.Equal(0, _table.Pending);
        Assert.False(session.TryAccept());
    }

    [Fact]
    public void A_key_under_a_lease_is_not_zeroed_and_then_is()
    {
        var session = Open(out _);
        Assert.Equal(KeyVerdict.Valid, session.Lease(null, out var key));
        session.End(SessionEnd.Cancelled);
        Assert.Equal(32, key!.Key.Bytes.Length);
        Assert.Equal(KeyVerdict.Unknown, session.Lease(null, out _));
        key.Return();
        Assert.Throws<ObjectDisposedException>(() => key.Key.Bytes.Length);
    }

    [Fact]
    public async Task Leases_end_and_renewals_at_the_same_time_never_use_a_zeroed_key()
    {
        for (var round = 0; round < 50; round++)
        {
            var session = Open(out _);
            Assert.True(session.TryAccept());
            using var start = new Barrier(4);
            await Task.WhenAll(
                Task.Run(() => LeaseMany(session, start), TestContext.Current.CancellationToken),
                Task.Run(() => LeaseMany(session, start), TestContext.Current.CancellationToken),
                Task.Run(() =>
                {
                    start.SignalAndWait();
                    for (var i = 0; i < 20; i++)
                    {
                        if (_table.Renew(session, SecretKey.CreateRandom(256)) is { } key && session.Lease(key.Instance, out var leased) == KeyVerdict.Valid)
                        {
                            session.TryUse(leased!);
                            leased!.Return();
                        }
                    }
                }, TestContext.Current.CancellationToken),
                Task.Run(() =>
                {
                    start.SignalAndWait();
                    Thread.Yield();
                    session.End(SessionEnd.Aborted);
                }, TestContext.Current.CancellationToken));
        }

        Assert.Equal(0, _table.Count);

        static void LeaseMany(SecureSession session, Barrier start)
        {
            start.SignalAndWait();
            for (var i = 0; i < 200; i++)
            {
                if (session.LeaseCurrent() is { } key)
                {
                    Assert.Equal(32, key.Key.Bytes.Length);
                    key.Return();
                }
            }
        }
    }

    [Fact]
    public void A_renewed_key_counts_from_its_first_message_and_the_one_before_for_the_roll_over()
    {
        var session = Open(out _);
        var next = _table.Renew(session, SecretKey.CreateRandom(256))!;
        Assert.Null(session.Instance);
        Assert.Equal(KeyVerdict.Valid, session.Lease(next.Instance, out var key));
        Assert.True(session.TryUse(key!));
        key!.Return();
        Assert.Equal(next.Instance, session.Instance);
        Assert.Equal(KeyVerdict.Valid, session.Lease(null, out var old));
        old!.Return();
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(KeyVerdict.Unknown, session.Lease(null, out _));
    }

    [Fact]
    public void A_closed_table_makes_no_sessions_and_has_ended_those_that_there_were()
    {
        var session = Open(out var user);
        _table.Close();
        Assert.Equal(SessionEnd.Closed, user.End);
        Assert.True(session.HasEnded);
        Assert.False(_table.TryCreate(SecretKey.CreateRandom(256), ServiceSecurityContext.Anonymous, out _, out _));
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void Ten_thousand_sessions_are_small_and_all_go()
    {
        using var table = new SecureSessionTable(Limits(20_000), _clock);
        table.TryCreate(SecretKey.CreateRandom(256), ServiceSecurityContext.Anonymous, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var sessions = new SecureSession[10_000];
        for (var i = 0; i < sessions.Length; i++)
        {
            Assert.True(table.TryCreate(SecretKey.CreateRandom(256), ServiceSecurityContext.Anonymous, out var session, out _));
            sessions[i] = session;
        }

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / sessions.Length;
        Assert.InRange(each, 1, 2048);
        Array.ForEach(sessions, session => session.End(SessionEnd.Cancelled));
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void Whoever_renews_a_session_has_its_key_and_is_the_one_who_opened_it()
    {
        var issuer = new TokenIssuer(new KeyAgreement(SecurityKeyEntropyMode.CombinedEntropy, SecurityAlgorithmSuite.Basic256), _table, null, _clock);
        var alice = new ServiceSecurityContext(new GenericIdentity("alice", "Test"));
        var issued = issuer.Answer(Request(TokenRequestKind.Issue, null), alice, []);
        var name = issued.Token!.Value;
        Assert.Equal(TimeSpan.FromHours(15), issued.Expires - issued.Created);

        Assert.Equal(TokenRefusal.BadContextToken, Refusal(() => issuer.Answer(Request(TokenRequestKind.Renew, name), alice, [])));
        Assert.Equal(TokenRefusal.BadContextToken, Refusal(() => issuer.Answer(Request(TokenRequestKind.Renew, name), ServiceSecurityContext.Anonymous, [name])));
        var mallory = new ServiceSecurityContext(new GenericIdentity("mallory", "Test"));
        Assert.Equal(TokenRefusal.BadContextToken, Refusal(() => issuer.Answer(Request(TokenRequestKind.Renew, name), mallory, [name])));
        var other = new ContextName("urn:uuid:2", null);
        Assert.Equal(TokenRefusal.BadContextToken, Refusal(() => issuer.Answer(Request(TokenRequestKind.Renew, other), alice, [other])));
        Assert.Equal(TokenRefusal.BadContextToken, Refusal(() => issuer.Answer(Request(TokenRequestKind.Renew, name), alice, [other])));

        var renewed = issuer.Answer(Request(TokenRequestKind.Renew, name), alice, [name]);
        Assert.Equal(name.Identifier, renewed.Token!.Value.Identifier);
        Assert.NotNull(renewed.Token.Value.Instance);
        Assert.Equal(TokenRefusal.InvalidRequest, Refusal(() => issuer.Answer(Request(TokenRequestKind.Issue, null) with { Entropy = null }, alice, [])));
        Assert.Equal(TokenRefusal.InvalidRequest, Refusal(() => issuer.Answer(Request(TokenRequestKind.Issue, null) with { KeySize = 40 }, alice, [])));
    }

    private static TokenRefusal Refusal(Action ask) => Assert.Throws<TokenRefusedException>(ask).Refusal;

    private static TokenRequest Request(TokenRequestKind kind, ContextName? target) => new() { Kind = kind, Entropy = new byte[32], KeySize = 256, Target = target };

    private static SessionLimits Limits(int pending = 3) => new()
    {
        MaxPendingSessions = pending,
        MaxPendingRequests = 256,
        InactivityTimeout = TimeSpan.FromMinutes(2),
        IdleTimeout = TimeSpan.FromMinutes(10),
        KeyLifetime = TimeSpan.FromHours(15),
        Rollover = TimeSpan.FromMinutes(5),
        AllowsRenewal = true,
    };

    private static void Use(SecureSession session)
    {
        Assert.Equal(KeyVerdict.Valid, session.Lease(session.Instance, out var key));
        Assert.True(session.TryUse(key!));
        key!.Return();
    }

    private SecureSession Create()
    {
        Assert.True(_table.TryCreate(SecretKey.CreateRandom(256), ServiceSecurityContext.Anonymous, out var session, out _));
        return session;
    }

    private SecureSession Open(out User user)
    {
        var session = Create();
        Use(session);
        user = session.GetUser(0, static (_, _) => new User(), out var isNew)!;
        Assert.True(isNew);
        Assert.True(session.TryAccept());
        return session;
    }

    private sealed class User : ISessionUser
    {
        public SessionEnd? End { get; private set; }

        public void OnSessionEnded(SessionEnd end, ContextKey key)
        {
            Assert.Equal(32, key.Key.Bytes.Length);
            End = end;
        }
    }
}
