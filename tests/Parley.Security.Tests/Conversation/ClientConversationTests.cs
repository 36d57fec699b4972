namespace Parley.Security.Tests.Conversation;

public sealed class ClientConversationTests
{
    private static readonly DateTime _start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan _rollover = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(10, 15, 9 * 60)] // 60 % of the key's 15 hours comes before 10 hours.
    [InlineData(10, 24, 10 * 60)]
    [InlineData(10, 1, 36)]
    public void A_new_key_is_due_at_a_part_of_its_life_or_after_the_interval(int intervalHours, int lifeHours, int dueMinutes)
    {
        var session = new ClientConversation(
            "urn:uuid:1", Key(null, lifeHours), new ConversationRenewal(true, TimeSpan.FromHours(intervalHours), 60, _rollover));
        Assert.Equal(ClientKeyState.Valid, session.State(_start.AddMinutes(dueMinutes).AddTicks(-1)));
        Assert.Equal(ClientKeyState.RenewalDue, session.State(_start.AddMinutes(dueMinutes)));
    }

    [Fact]
    public void A_key_without_end_is_renewed_after_the_interval()
    {
        var key = new ContextKey(null, SecretKey.CreateRandom(256), _start, DateTime.MaxValue);
        Assert.Equal(_start.AddHours(10), new ConversationRenewal(true, TimeSpan.FromHours(10), 60, _rollover).RenewAt(key));
        Assert.Equal(DateTime.MaxValue, new ConversationRenewal(true, TimeSpan.MaxValue, 100, _rollover).RenewAt(key));
    }

    [Fact]
    public void A_session_that_may_not_be_renewed_expires_with_its_key()
    {
        var session = new ClientConversation("urn:uuid:1", Key(null, 1), new ConversationRenewal(false, TimeSpan.FromHours(10), 60, _rollover));
        Assert.Equal(ClientKeyState.Valid, session.State(_start.AddMinutes(59)));
        Assert.Equal(ClientKeyState.Expired, session.State(_start.AddHours(1)));
    }

    [Fact]
    public void A_renewed_session_sends_under_the_new_key_and_takes_the_old_one_for_a_while()
    {
        var session = Create();
        var first = session.Current;
        session.Renewed(Key("2", 15), _start.AddHours(9));
        Assert.Equal(ClientKeyState.Valid, session.State(_start.AddHours(8)));
        Assert.Same(session.Current, session.Find("2", _start));
        Assert.Same(first, session.Find(null, _start.AddHours(9) + _rollover - TimeSpan.FromTicks(1)));
        Assert.Null(session.Find(null, _start.AddHours(9) + _rollover));
        Assert.Throws<ObjectDisposedException>(() => first.Key.Bytes.Length);
    }

    [Fact]
    public void A_key_that_the_service_calls_expired_is_renewed_before_the_next_message()
    {
        var session = Create();
        session.Expire("another");
        Assert.Equal(ClientKeyState.Valid, session.State(_start));
        session.Expire(null);
        Assert.Equal(ClientKeyState.RenewalDue, session.State(_start));
    }

    [Fact]
    public void An_ended_session_has_zeroed_its_keys()
    {
        var session = Create();
        var key = session.Current;
        session.End();
        session.End();
        Assert.Equal(ClientKeyState.Ended, session.State(_start));
        Assert.Null(session.Find(null, _start));
        Assert.Throws<ObjectDisposedException>(() => key.Key.Bytes.Length);
        var late = Key("2", 15);
        session.Renewed(late, _start);
        Assert.Throws<ObjectDisposedException>(() => late.Key.Bytes.Length);
    }

    private static ClientConversation Create() =>
        new("urn:uuid:1", Key(null, 15), new ConversationRenewal(true, TimeSpan.FromHours(10), 60, _rollover));

    private static ContextKey Key(string? instance, int hours) => new(instance, SecretKey.CreateRandom(256), _start, _start.AddHours(hours));
}
