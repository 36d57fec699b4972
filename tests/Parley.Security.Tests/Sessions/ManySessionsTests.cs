using Parley.Channels;
using Parley.Security.Tests.Exchange;
using Parley.Security.Tests.Wires;
using Parley.Security.Tokens;

namespace Parley.Security.Tests.Sessions;

/// <summary>
/// Ten thousand secure sessions of 64 threads, each opened, used, renewed and cancelled. Tokens are asked for by a user name, so that no RSA
/// takes the time; the messages of sessions are signed and encrypted in full. There is no network: every message goes through an encoder.
/// </summary>
[Collection(nameof(AloneCollection))]
public sealed class ManySessionsTests
{
    private const int Threads = 64;
    private const int Sessions = 10_000;

    // The service remembers the signatures of the last minutes, about 100 bytes for each message. A session that stays would be 1 KB and more.
    private const long MaxLeft = 10 * 1024 * 1024;

    [Fact]
    public async Task Of_ten_thousand_sessions_of_64_threads_nothing_is_left()
    {
        await using var service = await WiredService.StartAsync(Element());
        var renewals = 0;
        service.Wire.OnRequest = bytes =>
        {
            if (bytes.AsSpan().IndexOf("/RST/SCT/Renew<"u8) >= 0)
            {
                Interlocked.Increment(ref renewals);
            }

            return bytes;
        };
        await RunAsync(service, Threads * 4);
        Assert.Equal(0, service.Sessions.Count);
        var before = Settled();
        renewals = 0;

        await RunAsync(service, Sessions);

        Assert.Equal(0, service.Sessions.Count);
        Assert.Equal(0, service.Sessions.Pending);

        // All but those whose clock stood still, or was set back.
        Assert.InRange(renewals, Sessions * 9 / 10, Sessions);
        Assert.Equal("", service.Log.Summary());
        var left = Settled() - before;
        TestContext.Current.SendDiagnosticMessage($"{renewals} renewals, {left / 1024} KB left");
        Assert.True(left < MaxLeft, $"{left} bytes are left.");

        // And it goes on.
        await RunAsync(service, 1);
    }

    private static SymmetricSecurityBindingElement Element()
    {
        var bootstrap = Modes.Create("UserNameOverTransport");
        bootstrap.AllowInsecureTransport = true;
        var element = new SymmetricSecurityBindingElement(new SecureConversationSecurityTokenParameters(bootstrap, requireCancellation: true))
        {
            MessageSecurityVersion = bootstrap.MessageSecurityVersion,
        };

        // Keys that are always due: each message is sent under a new one.
        element.LocalClientSettings.SessionKeyRolloverInterval = TimeSpan.FromTicks(1);
        element.LocalClientSettings.SessionKeyRenewalInterval = TimeSpan.FromTicks(1);
        foreach (var each in new SecurityBindingElement[] { element, bootstrap })
        {
            each.LocalClientSettings.ReplayCacheSize = int.MaxValue;
            each.LocalServiceSettings.ReplayCacheSize = int.MaxValue;
            each.LocalServiceSettings.MaxPendingSessions = Threads;
        }

        return element;
    }

    private static async Task RunAsync(WiredService service, int sessions)
    {
        var next = 0;
        var threads = Enumerable.Range(0, Math.Min(Threads, sessions)).Select(_ => Task.Factory.StartNew(
            () =>
            {
                while (Interlocked.Increment(ref next) <= sessions)
                {
                    UseOneAsync(service).GetAwaiter().GetResult();
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        await Task.WhenAll(threads).WaitAsync(TimeSpan.FromSeconds(300), TestContext.Current.CancellationToken);
    }

    private static async Task UseOneAsync(WiredService service)
    {
        var client = await service.ConnectAsync();
        using (var request = WiredService.NewRequest())
        {
            var id = request.Headers.MessageId;
            using var reply = await client.RequestAsync(request);
            Assert.Equal(id, reply!.Headers.RelatesTo);
        }

        await client.CloseAsync();
    }

    private static long Settled()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
