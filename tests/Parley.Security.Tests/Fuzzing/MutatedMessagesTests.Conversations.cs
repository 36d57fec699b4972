using Parley.Channels;
using Parley.Security.Tests.Exchange;
using Parley.Security.Tests.Wires;

namespace Parley.Security.Tests.Fuzzing;

/// <content>Requests for a new key, and for the end of a session.</content>
public sealed partial class MutatedMessagesTests
{
    public static TheoryData<string> Conversations => ["Session", "SessionOfUser", "SessionOfCertificate", "SessionWithoutDerivedKeys"];

    [Theory]
    [MemberData(nameof(Conversations))]
    public async Task A_changed_request_to_end_a_session_is_refused_or_ends_that_session_alone(string kind)
    {
        await using var service = await StartAsync(kind, "text");
        var other = await service.ConnectAsync();
        var expected = await AskAsync(other);
        var client = await service.ConnectAsync();
        await AskAsync(client);
        var honest = await CaptureUndeliveredAsync(service, () => client.CloseAsync().AsTask());
        Assert.Equal(2, service.Sessions.Count);
        var passed = 0;
        var refused = new SortedDictionary<string, int>();

        var count = await FuzzRun.RunAsync(async seed =>
        {
            var mutant = Mutate(honest, "text", seed, out var story);
            try
            {
                var answer = await service.Wire.PostAsync(mutant);
                if (service.Sessions.Count == 2)
                {
                    CheckFault(answer!, service.Encoder, [SecurityFaultCode.InvalidSecurity, SecurityFaultCode.BadContextToken], refused, out _);
                }
                else
                {
                    // It said what was signed. The next ones are about another session.
                    passed++;
                    Assert.Equal(1, service.Sessions.Count);
                    client = await service.ConnectAsync();
                    await AskAsync(client);
                    honest = await CaptureUndeliveredAsync(service, () => client.CloseAsync().AsTask());
                }

                Assert.True(service.Log.Failure is null, service.Log.Failure);
            }
            catch (NotAMessageException exception)
            {
                CheckUnreadable(exception, refused);
            }
            catch (Exception exception)
            {
                throw Failed(exception, story, honest, mutant);
            }
        });

        await service.Wire.PostAsync(honest);
        Assert.Equal(1, service.Sessions.Count);
        Assert.Equal(expected, await AskAsync(other));
        Report(kind, count, passed, refused);
    }

    [Theory]
    [MemberData(nameof(Conversations))]
    public async Task A_changed_request_for_a_new_key_is_refused_or_gives_one_to_whoever_has_the_key_before(string kind)
    {
        var clock = new TestClock(DateTime.UtcNow);
        await using var service = await StartAsync(kind, "text", clock: clock);
        var client = await service.ConnectAsync();
        var expected = await AskAsync(client);
        clock.Now += TimeSpan.FromHours(9.5);
        var honest = await CaptureUndeliveredAsync(service, () => AskAsync(client));
        var passed = 0;
        var refused = new SortedDictionary<string, int>();

        var count = await FuzzRun.RunAsync(async seed =>
        {
            var mutant = Mutate(honest, "text", seed, out var story);
            try
            {
                var answer = await service.Wire.PostAsync(mutant);
                using (var read = Wire.Read(answer!, service.Encoder))
                {
                    if (MessageVerifier.HasSecurityHeader(read))
                    {
                        passed++;
                    }
                    else
                    {
                        CheckFault(
                            answer!, service.Encoder, [SecurityFaultCode.InvalidSecurity, SecurityFaultCode.BadContextToken, SecurityFaultCode.FailedAuthentication], refused, out _);
                    }
                }

                Assert.Equal(1, service.Sessions.Count);
                Assert.True(service.Log.Failure is null, service.Log.Failure);
            }
            catch (NotAMessageException exception)
            {
                CheckUnreadable(exception, refused);
            }
            catch (Exception exception)
            {
                throw Failed(exception, story, honest, mutant);
            }
        });

        // The client's session is as it was, whatever others have asked for.
        Assert.Equal(expected, await AskAsync(client));
        await client.CloseAsync();
        Assert.Equal(0, service.Sessions.Count);
        Report(kind, count, passed, refused);
    }

    /// <summary>A request as its bytes, which does not arrive.</summary>
    private static async Task<byte[]> CaptureUndeliveredAsync(WiredService service, Func<Task> send)
    {
        byte[]? captured = null;
        service.Wire.OnRequest = bytes =>
        {
            captured ??= bytes;
            return [];
        };
        await Assert.ThrowsAnyAsync<Exception>(send);
        service.Wire.OnRequest = null;
        return captured!;
    }
}
