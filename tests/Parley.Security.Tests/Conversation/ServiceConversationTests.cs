namespace Parley.Security.Tests.Conversation;

public sealed class ServiceConversationTests
{
    private static readonly DateTime _start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan _rollover = TimeSpan.FromMinutes(5);

    [Fact]
    public void A_new_session_is_pending_until_its_first_message()
    {
        var session = Create();
        Assert.Equal(ConversationState.Pending, session.State);
        Assert.Equal(KeyVerdict.Valid, session.Find(null, _start, out var key));
        Assert.True(session.Use(key!, _start));
        Assert.False(session.Use(key!, _start));
        Assert.Equal(ConversationState.Open, session.State);
    }

    [Fact]
    public void An_expired_key_is_still_known_so_that_its_fault_can_be_protected()
    {
        var session = Create();
        Assert.Equal(KeyVerdict.Expired, session.Find(null, _start.AddHours(15), out var key));
        Assert.Same(session.Current, key);
    }

    [Fact]
    public void A_renewed_key_is_used_from_the_clients_first_message_under_it()
    {
        var session = Create();
        var first = session.Current;
        session.Use(first, _start);
        var second = Key("2");
        session.Renew(second);
        Assert.Same(first, session.Current);
        Assert.Equal(KeyVerdict.Valid, session.Find("2", _start, out var found));
        session.Use(found!, _start);
        Assert.Same(second, session.Current);
    }

    [Fact]
    public void The_key_before_is_taken_for_the_roll_over_interval_and_then_zeroed()
    {
        var session = Renewed(out var first);
        Assert.Equal(KeyVerdict.Valid, session.Find(null, _start + _rollover - TimeSpan.FromTicks(1), out _));
        Assert.Equal(KeyVerdict.Unknown, session.Find(null, _start + _rollover, out _));
        Assert.Throws<ObjectDisposedException>(() => first.Key.Bytes.Length);
    }

    [Fact]
    public void A_message_under_the_key_before_does_not_bring_it_back()
    {
        var session = Renewed(out var first);
        session.Use(first, _start);
        Assert.Equal("2", session.Current.Instance);
    }

    [Fact]
    public void A_renewal_that_was_never_used_makes_room_for_the_next()
    {
        var session = Create();
        session.Use(session.Current, _start);
        var unused = Key("2");
        session.Renew(unused);
        session.Renew(Key("3"));
        Assert.Equal(KeyVerdict.Unknown, session.Find("2", _start, out _));
        Assert.Equal(KeyVerdict.Valid, session.Find("3", _start, out _));
        Assert.Throws<ObjectDisposedException>(() => unused.Key.Bytes.Length);
    }

    [Fact]
    public void An_ended_session_knows_no_key_and_has_zeroed_all()
    {
        var session = Renewed(out var first);
        var second = session.Current;
        Assert.True(session.End());
        Assert.False(session.End());
        Assert.Equal(KeyVerdict.Unknown, session.Find("2", _start, out _));
        Assert.Throws<ObjectDisposedException>(() => first.Key.Bytes.Length);
        Assert.Throws<ObjectDisposedException>(() => second.Key.Bytes.Length);
        Assert.Throws<InvalidOperationException>(() => session.Renew(Key("3")));
    }

    private static ServiceConversation Renewed(out ContextKey first)
    {
        var session = Create();
        first = session.Current;
        session.Use(first, _start);
        session.Renew(Key("2"));
        session.Find("2", _start, out var second);
        session.Use(second!, _start);
        return session;
    }

    private static ServiceConversation Create() => new("urn:uuid:1", Key(null), _rollover);

    private static ContextKey Key(string? instance) => new(instance, SecretKey.CreateRandom(256), _start, _start.AddHours(15));
}
