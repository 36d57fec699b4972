using System.Text;
using System.Text.RegularExpressions;
using Parley.Channels;
using Parley.Security;

namespace Parley.FunctionalTests.Security;

/// <summary>Whoever stands between client and service changes and repeats what he sees; the honest message passes first, and after him.</summary>
public sealed partial class AttackScenarioTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Kinds => SecureBindings.Kinds;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Scenario_21_signature_wrapping_is_refused_in_every_form(string kind)
    {
        var binding = SecureBindings.Http(kind);
        await using var world = await StartAsync(binding);
        await using var between = await Interceptor.StartAsync(world.Address);
        var client = world.Connect(binding, via: between.Address);
        Assert.Equal("hello", await client.EchoAsync("hello").WaitAsync(_guard, Cancelled));
        var faults = new HashSet<string>();
        foreach (var (name, change) in Attack.All)
        {
            var text = $"{kind}: {name}";
            var honest = await WithholdAsync(between, client, text);
            var (status, answer) = await between.PostAsync(honest with { Body = Attack.Change(honest.Body, change) });
            Assert.True(status == 500 && answer.Contains(":InvalidSecurity<", StringComparison.Ordinal), $"{name}: {status} {answer}");
            faults.Add(Related().Replace(answer, ""));
            Assert.Equal(0, Bank.TimesEchoed(text));

            // As it was, it is taken: what was refused is not remembered.
            Assert.Equal(200, (await between.PostAsync(honest)).Status);
            Assert.Equal(1, Bank.TimesEchoed(text));
        }

        Assert.Single(faults);
        Assert.Equal(0, Bank.TimesEchoed("forged"));
        Assert.Equal("hello", await client.EchoAsync("hello").WaitAsync(_guard, Cancelled));
        world.CheckSecrets();
    }

    [Fact]
    public async Task Scenario_21_an_endorsing_signature_that_does_not_cover_the_primary_one_is_refused()
    {
        // Signatures in clear, so that they can be exchanged.
        var binding = SecureBindings.Http("Certificate", element => ((SymmetricSecurityBindingElement)element).MessageProtectionOrder = MessageProtectionOrder.SignBeforeEncrypt);
        await using var world = await StartAsync(binding);
        await using var between = await Interceptor.StartAsync(world.Address);
        var client = world.Connect(binding, via: between.Address);
        var first = await WithholdAsync(between, client, "first");
        var second = await WithholdAsync(between, client, "second");
        var endorsing = Signatures(first.Body)[^1];
        Assert.Equal(2, Signatures(first.Body).Count);
        var forged = Attack.Change(second.Body, document =>
        {
            var security = Attack.Find(document, "Security");
            var own = security.ChildNodes.OfType<System.Xml.XmlElement>().Last(element => element.LocalName == "Signature");
            var other = document.CreateDocumentFragment();
            other.InnerXml = endorsing;
            security.ReplaceChild(other, own);
        });
        var (status, answer) = await between.PostAsync(second with { Body = forged });
        Assert.True(status == 500 && answer.Contains(":InvalidSecurity<", StringComparison.Ordinal), answer);
        Assert.Equal(0, Bank.TimesEchoed("second"));
        Assert.Equal(200, (await between.PostAsync(first)).Status);
        Assert.Equal(200, (await between.PostAsync(second)).Status);

        static List<string> Signatures(byte[] message) =>
            [.. Attack.Find(Attack.Load(message), "Security").ChildNodes.OfType<System.Xml.XmlElement>().Where(element => element.LocalName == "Signature").Select(element => element.OuterXml)];
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Scenario_22_the_same_message_of_64_threads_at_once_is_taken_once(string kind)
    {
        const int Threads = 64;
        var binding = SecureBindings.Http(kind);
        await using var world = await StartAsync(binding);
        await using var between = await Interceptor.StartAsync(world.Address);
        var client = world.Connect(binding, via: between.Address);
        for (var round = 0; round < 3; round++)
        {
            var text = $"once {kind} {round}";
            var message = await WithholdAsync(between, client, text);
            using var start = new Barrier(Threads);
            var threads = Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(Cancelled);
                    return between.PostAsync(message);
                },
                Cancelled,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()).ToArray();
            var answers = await Task.WhenAll(threads).WaitAsync(_guard, Cancelled);
            Assert.Single(answers, answer => answer.Status == 200);
            Assert.Equal(Threads - 1, answers.Count(answer => answer.Status == 500 && answer.Text.Contains(":InvalidSecurity<", StringComparison.Ordinal)));
            Assert.Equal(1, Bank.TimesEchoed(text));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Scenario_23_a_flipped_bit_anywhere_is_refused_in_one_way_or_changes_nothing(string kind)
    {
        var binding = SecureBindings.Http(kind);
        await using var world = await StartAsync(binding);
        await using var between = await Interceptor.StartAsync(world.Address);
        var client = world.Connect(binding, via: between.Address);
        var text = $"flipped {kind}";
        var honest = await WithholdAsync(between, client, text);
        var answers = new HashSet<(int Status, string Text)>();
        for (var i = 0; i < honest.Body.Length; i += 17)
        {
            byte[] changed = [.. honest.Body];
            changed[i] ^= (byte)(1 << (i % 7));
            var (status, answer) = await between.PostAsync(honest with { Body = changed });
            if (status == 200)
            {
                // Only what nobody signs was changed: then it was the honest message, and does not count again.
                Assert.Equal(1, Bank.TimesEchoed(text));
                Assert.Equal(500, (await between.PostAsync(honest)).Status);
                honest = await WithholdAsync(between, client, text += " again");
                continue;
            }

            Assert.Equal(0, Bank.TimesEchoed(text));
            answers.Add((status, Related().Replace(answer, "")));
        }

        // What is no XML, or no SOAP of this version, is refused before its security is looked at; a name of another token is told so.
        Assert.All(answers, answer => Assert.True(
            answer is { Status: 400 or 415, Text: "" } or { Status: 500 } && (answer.Status != 500 || Code().IsMatch(answer.Text)), $"{answer.Status} {answer.Text}"));
        var faults = answers.Where(answer => answer.Status == 500 && !answer.Text.Contains(":VersionMismatch<", StringComparison.Ordinal)).ToList();
        Assert.Single(faults, answer => answer.Text.Contains(":InvalidSecurity<", StringComparison.Ordinal));
        Assert.InRange(faults.Count, 1, 3);
        Assert.Equal(200, (await between.PostAsync(honest)).Status);
        Assert.Equal(1, Bank.TimesEchoed(text));
    }

    private static Task<BankWorld> StartAsync(Binding binding) => BankWorld.StartAsync(
        binding, configure: credentials => credentials.SecureConversationAuthentication.SecurityStateEncoder = new OpenStateEncoder());

    /// <summary>A request of an honest client that has not arrived yet.</summary>
    private static async Task<Interceptor.Captured> WithholdAsync(Interceptor between, IBank client, string text)
    {
        if (((IClientChannel)client).State == CommunicationState.Created)
        {
            await client.WhoAsync().WaitAsync(_guard, Cancelled);
        }

        between.OnRequest = _ => null;
        await Assert.ThrowsAnyAsync<CommunicationException>(() => client.EchoAsync(text).WaitAsync(_guard, Cancelled));
        between.OnRequest = null;
        Assert.DoesNotContain("RequestSecurityToken", Encoding.UTF8.GetString(between.Last.Body), StringComparison.Ordinal);
        return between.Last;
    }

    [GeneratedRegex("<a:RelatesTo[^>]*>[^<]*</a:RelatesTo>")]
    private static partial Regex Related();

    [GeneratedRegex(":(InvalidSecurity|BadContextToken|FailedAuthentication|VersionMismatch)<")]
    private static partial Regex Code();
}
