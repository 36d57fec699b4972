using Microsoft.Extensions.Logging;
using Parley.Channels;

namespace Parley.FunctionalTests.Security;

/// <summary>Many secure sessions of 64 threads over HTTP and TCP, with certificates: opened, used, renewed and cancelled.</summary>
public sealed class ManySessionsTests
{
    private const int Threads = 64;
    private const int Sessions = 640;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http")]
    [InlineData("net.tcp")]
    public async Task Many_sessions_of_64_threads_leave_nothing_in_the_log_but_their_beginnings_and_ends(string scheme)
    {
        var binding = scheme == "http" ? SecureBindings.Http("SessionOfCertificate", Renew) : SecureBindings.Tcp("SessionOfCertificate", Renew);
        await using var world = await BankWorld.StartAsync(binding, scheme);
        var factory = world.CreateFactory(binding);
        var next = 0;
        var threads = Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (var number = Interlocked.Increment(ref next); number <= Sessions; number = Interlocked.Increment(ref next))
                {
                    var client = factory.CreateChannel();
                    Assert.Equal($"{number}", client.EchoAsync($"{number}").GetAwaiter().GetResult());
                    ((IClientChannel)client).Close();
                }
            },
            Cancelled,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        await Task.WhenAll(threads).WaitAsync(TimeSpan.FromSeconds(120), Cancelled);
        var told = Enumerable.Range(2400, 100).SelectMany(world.Log.Of).ToList();
        Assert.Equal(Sessions, told.Count(entry => entry.Id == 2452));
        Assert.Equal(Sessions, told.Count(entry => entry.Id == 2453));
        Assert.Equal(2 * Sessions, told.Count);
        Assert.DoesNotContain(Enumerable.Range(0, 10_000).SelectMany(world.Log.Of), entry => entry.Level >= LogLevel.Warning);

        static void Renew(SecurityBindingElement element)
        {
            element.LocalClientSettings.SessionKeyRolloverInterval = TimeSpan.FromTicks(1);
            element.LocalClientSettings.SessionKeyRenewalInterval = TimeSpan.FromTicks(1);
        }
    }
}
