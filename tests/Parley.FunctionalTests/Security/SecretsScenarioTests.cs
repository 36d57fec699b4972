using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.Runtime.ExceptionServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Security;

namespace Parley.FunctionalTests.Security;

/// <summary>What is said of secret things: nothing.</summary>
public sealed class SecretsScenarioTests
{
    private const string Content = "content-that-nobody-may-see";

    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("UserName")]
    [InlineData("Session")]
    [InlineData("Stateful")]
    public async Task Scenario_26_secrets_never_reach_a_log_a_trace_an_exception_or_a_fault(string kind)
    {
        using var ears = new Ears();
        var encoder = new OpenStateEncoder();
        var clock = new MovedClock();
        var binding = SecureBindings.Http(kind, SecureBindings.Widen);
        await using (var world = await BankWorld.StartAsync(
            binding, clock: clock, configure: credentials => credentials.SecureConversationAuthentication.SecurityStateEncoder = encoder))
        await using (var between = await Interceptor.StartAsync(world.Address))
        {
            var client = world.Connect(binding, via: between.Address, clock: clock);
            Assert.Equal(Content, await client.EchoAsync(Content).WaitAsync(_guard, Cancelled));
            ears.Hear((await Assert.ThrowsAsync<FaultException<string>>(() => client.FailAsync("planned").WaitAsync(_guard, Cancelled))).ToString());

            // A wrong password, another's certificate, a changed message, a repeated one, one that is too old, and one in another session.
            var liar = world.Connect(binding, credentials => credentials.UserName.Password = BankWorld.WrongPassword, via: between.Address, clock: clock);
            ears.Hear((await Assert.ThrowsAsync<MessageSecurityException>(() => liar.EchoAsync(Content).WaitAsync(_guard, Cancelled))).ToString());
            var mistaken = world.Connect(
                binding,
                credentials => credentials.ServiceCertificate.Authentication.CustomCertificateValidator = new Http.OnlyCertificate(Http.TestCertificates.Alice),
                clock: clock);
            ears.Hear((await Assert.ThrowsAsync<MessageSecurityException>(() => mistaken.EchoAsync(Content).WaitAsync(_guard, Cancelled))).ToString());
            Assert.Equal(Content, await client.EchoAsync(Content).WaitAsync(_guard, Cancelled));
            var honest = between.Last;
            foreach (var change in Attack.All.Values)
            {
                ears.Hear((await between.PostAsync(honest with { Body = Attack.Change(honest.Body, change) })).Text);
            }

            ears.Hear((await between.PostAsync(honest)).Text);
            ears.Hear((await between.PostAsync(honest with { Body = honest.Body[..^40] })).Text);

            // A reply that was changed; a renewal; a session that is unknown.
            clock.Move(TimeSpan.FromHours(9.5));
            Assert.Equal(Content, await client.EchoAsync(Content).WaitAsync(_guard, Cancelled));
            clock.Move(TimeSpan.FromDays(4));
            ears.Hear((await between.PostAsync(honest)).Text);
            world.CheckSecrets();
            foreach (var entry in Enumerable.Range(0, 10_000).SelectMany(world.Log.Of))
            {
                ears.Hear($"{entry.Level} {entry.Text} {entry.Exception}");
                ears.Hear(string.Join(' ', entry.Values));
            }

            ((IClientChannel)client).Abort();
        }

        Assert.True(kind == "Stateful" == !encoder.States.IsEmpty);
        string[] secrets = [BankWorld.Password, BankWorld.WrongPassword, Content, .. KeysIn(encoder.States)];
        Assert.True(ears.Count > 100, "Nothing was heard.");
        foreach (var secret in secrets)
        {
            Assert.True(ears.Find(secret) is not { } told, $"'{secret}' was told: {ears.Find(secret)}");
        }
    }

    /// <summary>The keys of tokens, in the forms in which one could write them.</summary>
    private static IEnumerable<string> KeysIn(IEnumerable<byte[]> states)
    {
        foreach (var state in states)
        {
            using var read = Parley.Security.ContextStateFormat.Read(state);
            yield return Convert.ToBase64String(read.Key)[..40];
            yield return Convert.ToHexString(read.Key)[..40];
            yield return Convert.ToHexStringLower(read.Key)[..40];
            yield return BitConverter.ToString(read.Key)[..40];
        }
    }

    /// <summary>Hears all that a program can tell: exceptions when they are thrown, activities, metrics and event sources.</summary>
    private sealed class Ears : EventListener
    {
        private readonly ConcurrentQueue<string>? _heard = new();
        private readonly ActivityListener _activities;
        private readonly MeterListener _meters = new();

        public Ears()
        {
            AppDomain.CurrentDomain.FirstChanceException += HearException;
            _activities = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity => Hear($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.Select(happened => $"{happened.Name} {string.Join(' ', happened.Tags)}"))} {activity.StatusDescription}"),
            };
            ActivitySource.AddActivityListener(_activities);
            _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
            _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => HearTags(instrument, tags));
            _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => HearTags(instrument, tags));
            _meters.Start();
        }

        public int Count => _heard!.Count;

        public void Hear(string text) => _heard?.Enqueue(text);

        public string? Find(string secret) => _heard!.FirstOrDefault(text => text.Contains(secret, StringComparison.Ordinal));

        public override void Dispose()
        {
            AppDomain.CurrentDomain.FirstChanceException -= HearException;
            _activities.Dispose();
            _meters.Dispose();
            base.Dispose();
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            // Those of logs and of the network's plumbing; the runtime's own tell of memory and threads without end.
            if (eventSource.Name.StartsWith("Microsoft-AspNetCore", StringComparison.Ordinal)
                || eventSource.Name.StartsWith("Microsoft-Extensions-Logging", StringComparison.Ordinal)
                || eventSource.Name.StartsWith("System.Net", StringComparison.Ordinal)
                || eventSource.Name.StartsWith("Parley", StringComparison.Ordinal))
            {
                EnableEvents(eventSource, EventLevel.Verbose);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) => Hear($"{eventData.EventName} {string.Join(' ', eventData.Payload ?? [])}");

        private void HearException(object? sender, FirstChanceExceptionEventArgs happened) => Hear($"{happened.Exception.GetType()} {happened.Exception.Message}");

        private void HearTags(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var text = new StringBuilder(instrument.Name);
            foreach (var tag in tags)
            {
                text.Append(' ').Append(tag.Value);
            }

            Hear(text.ToString());
        }
    }
}
