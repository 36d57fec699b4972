using System.Diagnostics;
using Parley.Channels;
using Parley.ReliableMessaging.Tests.Channels;
using Parley.ReliableMessaging.Tests.Channels.Connections;

namespace Parley.ReliableMessaging.Tests.Monitoring;

/// <summary>The activities of sessions and their messages.</summary>
public sealed class ActivityTests
{
    private const string Session = "Parley.ReliableSession";
    private const string Send = "Parley.ReliableSend";
    private const string Deliver = "Parley.ReliableDeliver";

    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);
    private static readonly ActivitySource _operations = new("test");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_is_a_trace_and_its_messages_are_parts_that_link_to_their_operations()
    {
        using var activities = new Activities();
        await using var both = new BothSides(is11: true);
        IDuplexSessionChannel client, service;
        ActivityContext opening, saying;
        using (var operation = _operations.StartActivity("open"))
        {
            opening = operation!.Context;
            (client, service) = await both.OpenAsync(_guard);
            Assert.Same(operation, Activity.Current);
        }

        using (var operation = _operations.StartActivity("say"))
        {
            saying = operation!.Context;
            await client.SayAsync("there");
            Assert.Same(operation, Activity.Current);
        }

        Assert.Equal("there", await service.HearAsync().WaitAsync(_guard, Token));
        var closing = client.CloseAsync(Token).AsTask();
        Assert.Null(await service.HearAsync().WaitAsync(_guard, Token));
        await service.CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
        await closing.WaitAsync(_guard, Token);

        var session = await activities.EndedAsync(Session, "output_sequence", client.Session.Id);
        Assert.Equal(ActivityKind.Client, session.Kind);
        Assert.Null(session.ParentId);
        Assert.NotEqual(opening.TraceId, session.TraceId);
        Assert.Equal(opening, Assert.Single(session.Links).Context);
        Assert.Equal("closed", session.GetTagItem("parley.reliable_messaging.end"));
        Assert.Equal(ActivityStatusCode.Unset, session.Status);
        Assert.Equal("1.1", session.GetTagItem("parley.reliable_messaging.version"));

        var sent = await activities.EndedAsync(activity => activity.OperationName == Send && activity.TraceId == session.TraceId);
        Assert.Equal(session.SpanId, sent.ParentSpanId);
        Assert.Equal(ActivityKind.Producer, sent.Kind);
        Assert.Equal(saying, Assert.Single(sent.Links).Context);
        Assert.Equal(1L, sent.GetTagItem("parley.reliable_messaging.message_number"));
        Assert.Equal(ActivityStatusCode.Unset, sent.Status);

        var served = await activities.EndedAsync(Session, "input_sequence", client.Session.Id);
        Assert.Equal(ActivityKind.Server, served.Kind);
        var delivered = await activities.EndedAsync(activity => activity.OperationName == Deliver && activity.TraceId == served.TraceId);
        Assert.Equal(ActivityKind.Consumer, delivered.Kind);
        Assert.Equal(served.SpanId, delivered.ParentSpanId);
        Assert.Equal(1L, delivered.GetTagItem("parley.reliable_messaging.message_number"));
    }

    [Fact]
    public async Task A_session_that_fails_says_why_and_so_do_its_messages_that_were_not_acknowledged()
    {
        using var activities = new Activities();
        var (wires, _) = Setup.Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>(wires.CreateBinding(element => element.MaxRetryCount = 2));
        await channel.OpenAsync(Token).AsTask().WaitAsync(_guard, Token);
        var name = channel.Session.Id;
        wires.ToService = _ => 0;
        await channel.SayAsync("one");
        Setup.AdvanceUntil(wires, () => Setup.EngineOf(channel).Outcome is not null);

        var session = await activities.EndedAsync(Session, "output_sequence", name);
        Assert.Equal("retries_exhausted", session.GetTagItem("parley.reliable_messaging.end"));
        Assert.Equal(ActivityStatusCode.Error, session.Status);
        Assert.Contains("MaxRetryCount", session.StatusDescription, StringComparison.Ordinal);
        var sent = await activities.EndedAsync(activity => activity.OperationName == Send && activity.TraceId == session.TraceId);
        Assert.Equal(ActivityStatusCode.Error, sent.Status);
        channel.Abort();
    }

    [Fact]
    public async Task A_message_that_the_session_does_not_take_is_not_traced_for_ever()
    {
        using var activities = new Activities();
        var (wires, _) = Setup.Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync(Token).AsTask().WaitAsync(_guard, Token);
        var session = ((IDuplexSession)channel.Session).CloseOutputSessionAsync(Token).AsTask();
        ActivityContext saying;
        using (var operation = _operations.StartActivity("say"))
        {
            saying = operation!.Context;
            await Assert.ThrowsAsync<InvalidOperationException>(() => channel.SayAsync("late").AsTask());
        }

        var sent = await activities.EndedAsync(activity =>
            activity.OperationName == Send && (activity.ParentSpanId == saying.SpanId || activity.Links.Any(link => link.Context == saying)));
        Assert.Equal(ActivityStatusCode.Error, sent.Status);
        channel.Abort();
        await Task.WhenAny(session).WaitAsync(_guard, Token);
    }

    [Fact]
    public async Task Whoever_listens_and_throws_does_not_break_a_session()
    {
        var (wires, peer) = Setup.Create(is11: true);
        using var measurements = new Measurements();
        using var listener = new System.Diagnostics.Metrics.MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == measurements)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("A listener's mistake."));
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => throw new InvalidOperationException("A listener's mistake."));
        listener.Start();
        var channel = wires.CreateChannel<IDuplexSessionChannel>(null, measurements);
        await channel.OpenAsync(Token).AsTask().WaitAsync(_guard, Token);
        await channel.SayAsync("one");
        await channel.SayAsync("two");
        await Setup.CloseAsync(wires, channel);
        Assert.Equal(["one", "two"], peer.Delivered);
        Assert.Equal(0, channel.GetProperty<IReliableSessionMonitor>()!.Count);
    }
}
