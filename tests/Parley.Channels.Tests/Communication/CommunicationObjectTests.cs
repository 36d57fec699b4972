namespace Parley.Channels.Tests.Communication;

public sealed class CommunicationObjectTests
{
    [Fact]
    public async Task Opening_and_closing_raise_the_events_in_order()
    {
        var probe = new Probe();
        await probe.OpenAsync();
        Assert.Equal(CommunicationState.Opened, probe.State);
        await probe.CloseAsync();
        Assert.Equal(CommunicationState.Closed, probe.State);
        Assert.Equal(["Opening", "Opened", "Closing", "Closed"], probe.Events);
    }

    [Fact]
    public void The_synchronous_edge_does_the_same()
    {
        var probe = new Probe();
        probe.Open();
        probe.Close();
        Assert.Equal(["Opening", "Opened", "Closing", "Closed"], probe.Events);
    }

    [Fact]
    public async Task A_second_open_is_refused()
    {
        var probe = new Probe();
        await probe.OpenAsync();
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => probe.OpenAsync().AsTask());
        Assert.Contains("only once", exception.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Opened, probe.State);
    }

    [Fact]
    public async Task A_failed_open_faults_the_object_and_tells_later_callers_why()
    {
        var probe = new Probe { OpenFails = new EndpointNotFoundException("nobody there") };
        await Assert.ThrowsAsync<EndpointNotFoundException>(() => probe.OpenAsync().AsTask());
        Assert.Equal(CommunicationState.Faulted, probe.State);
        var later = Assert.Throws<CommunicationObjectFaultedException>(probe.Use);
        Assert.Contains("nobody there", later.Message, StringComparison.Ordinal);
        Assert.Equal(["Opening", "Faulted"], probe.Events);
    }

    [Fact]
    public async Task An_open_that_takes_too_long_ends_in_a_timeout_that_names_the_setting()
    {
        var probe = new Probe { HangsInOpen = true };
        var open = probe.OpenAsync().AsTask();
        probe.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(open.IsCompleted);
        probe.Clock.Advance(TimeSpan.FromSeconds(1));
        var exception = await Assert.ThrowsAsync<TimeoutException>(() => open);
        Assert.Contains("OpenTimeout", exception.Message, StringComparison.Ordinal);
        Assert.Contains("00:01:00", exception.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Faulted, probe.State);
    }

    [Fact]
    public async Task A_caller_who_gives_up_sees_a_cancellation_not_a_timeout()
    {
        var probe = new Probe { HangsInOpen = true };
        using var source = new CancellationTokenSource();
        var open = probe.OpenAsync(source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => open);
    }

    [Fact]
    public async Task A_close_that_takes_too_long_aborts()
    {
        var probe = new Probe { HangsInClose = true };
        await probe.OpenAsync();
        var close = probe.CloseAsync().AsTask();
        probe.Clock.Advance(TimeSpan.FromMinutes(1));
        var exception = await Assert.ThrowsAsync<TimeoutException>(() => close);
        Assert.Contains("CloseTimeout", exception.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Closed, probe.State);
        Assert.Equal(1, probe.Aborts);
        Assert.Equal(["Opening", "Opened", "Closing", "Closed"], probe.Events);
    }

    [Fact]
    public async Task Closing_what_has_failed_aborts_it_and_says_so()
    {
        var probe = new Probe();
        await probe.OpenAsync();
        probe.Fail(new CommunicationException("the wire broke"));
        var exception = await Assert.ThrowsAsync<CommunicationObjectFaultedException>(() => probe.CloseAsync().AsTask());
        Assert.Contains("the wire broke", exception.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Closed, probe.State);
    }

    [Fact]
    public async Task Closing_what_was_never_opened_is_quiet()
    {
        var probe = new Probe();
        await probe.CloseAsync();
        Assert.Equal(CommunicationState.Closed, probe.State);
        Assert.Equal(1, probe.Aborts);
    }

    [Fact]
    public async Task The_first_fault_wins()
    {
        var probe = new Probe();
        await probe.OpenAsync();
        probe.Fail(new CommunicationException("first"));
        probe.Fail(new CommunicationException("second"));
        Assert.Contains("first", Assert.Throws<CommunicationObjectFaultedException>(probe.Use).Message, StringComparison.Ordinal);
        Assert.Single(probe.Events, "Faulted");
    }

    [Fact]
    public async Task Use_after_an_abort_and_after_a_close_is_told_apart()
    {
        var aborted = new Probe();
        aborted.Abort();
        aborted.Abort();
        Assert.Throws<CommunicationObjectAbortedException>(aborted.Use);
        Assert.Equal(["Closing", "Closed"], aborted.Events);

        var closed = new Probe();
        await closed.OpenAsync();
        await closed.CloseAsync();
        Assert.Throws<ObjectDisposedException>(closed.Use);
    }

    [Fact]
    public async Task An_abort_while_opening_wins_over_the_open()
    {
        var probe = new Probe { HangsInOpen = true };
        var open = probe.OpenAsync().AsTask();
        probe.Abort();
        await Assert.ThrowsAnyAsync<Exception>(() => open);
        Assert.Equal(CommunicationState.Closed, probe.State);
    }

    [Fact]
    public void Use_before_open_says_to_open()
    {
        var exception = Assert.Throws<InvalidOperationException>(new Probe().Use);
        Assert.Contains("Open it", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposal_closes_what_is_open_and_aborts_what_is_not()
    {
        var open = new Probe();
        await open.OpenAsync();
        await open.DisposeAsync();
        Assert.Equal(0, open.Aborts);
        Assert.Equal(CommunicationState.Closed, open.State);

        var failing = new Probe { CloseFails = new CommunicationException("gone") };
        await failing.OpenAsync();
        await failing.DisposeAsync();
        Assert.Equal(1, failing.Aborts);
    }

    private sealed class Probe : CommunicationObject
    {
        private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Probe()
        {
            Opening += (_, _) => Events.Add("Opening");
            Opened += (_, _) => Events.Add("Opened");
            Closing += (_, _) => Events.Add("Closing");
            Closed += (_, _) => Events.Add("Closed");
            Faulted += (_, _) => Events.Add("Faulted");
        }

        public List<string> Events { get; } = [];

        public ManualTimeProvider Clock { get; } = new();

        public int Aborts { get; private set; }

        public Exception? OpenFails { get; init; }

        public Exception? CloseFails { get; init; }

        public bool HangsInOpen { get; init; }

        public bool HangsInClose { get; init; }

        protected override TimeSpan DefaultOpenTimeout => TimeSpan.FromMinutes(1);

        protected override TimeSpan DefaultCloseTimeout => TimeSpan.FromMinutes(1);

        protected override TimeProvider TimeProvider => Clock;

        public void Use() => ThrowIfDisposedOrNotOpen();

        public void Fail(Exception reason) => Fault(reason);

        protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
        {
            if (HangsInOpen)
            {
                await _aborted.Task.WaitAsync(cancellationToken);
                throw new CommunicationObjectAbortedException("aborted while opening");
            }

            if (OpenFails is not null)
            {
                throw OpenFails;
            }
        }

        protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
        {
            if (HangsInClose)
            {
                await _aborted.Task.WaitAsync(cancellationToken);
            }

            if (CloseFails is not null)
            {
                throw CloseFails;
            }
        }

        protected override void OnAbort()
        {
            Aborts++;
            _aborted.TrySetResult();
        }
    }
}
