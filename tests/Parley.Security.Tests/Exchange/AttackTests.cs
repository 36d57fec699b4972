using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Parley.Channels;
using Parley.Security.Tokens;

namespace Parley.Security.Tests.Exchange;

/// <summary>What is not as it was sent, or not as it has to be, is refused in the same way; the honest message passes first.</summary>
public partial class AttackTests
{
    public static TheoryData<string> Protected => ["AnonymousForCertificate", "UserNameForCertificate", "MutualCertificate", "MutualCertificate10", "MutualCertificateDuplex"];

    public static TheoryData<string> All => [.. Modes.All];

    [Theory]
    [MemberData(nameof(Protected))]
    public void Any_change_of_what_is_protected_is_refused(string mode)
    {
        // Without a memory for messages, so that none is refused as a replay of the honest one.
        var element = Modes.Create(mode);
        element.LocalServiceSettings.DetectReplays = false;
        using var exchanged = new Exchanged(element);
        using var honest = exchanged.Send(out var memory);
        var text = exchanged.Text;
        Pass(exchanged, honest);
        memory.Dispose();
        foreach (var (what, changed) in new[]
        {
            ("the action", text.Replace("urn:action", "urn:actioN", StringComparison.Ordinal)),
            ("the address", text.Replace(">http://localhost/service<", ">http://localhost/other<", StringComparison.Ordinal)),
            ("the time of expiry", Expires().Replace(text, match => $"{match.Groups[1]}2099{match.Groups[2]}")),
            ("no timestamp", Timestamp().Replace(text, "")),
            ("the message's name", MessageId().Replace(text, "${1}" + Guid.NewGuid() + "$2")),
            ("the body's cipher", Cipher().Replace(text, match => match.Groups[1].Value + (match.Groups[2].Value == "A" ? "B" : "A"))),
            ("no body", Body().Replace(text, "$1$2")),
            ("no security header", Security().Replace(text, "")),
            ("two security headers", Security().Replace(text, "$0$0")),
            ("two bodies", Body().Replace(text, "$0$0")),
            ("an unsigned addressing header", text.Replace("<o:Security ", "<a:From><a:Address>http://evil/</a:Address></a:From><o:Security ", StringComparison.Ordinal)),
            ("a user name", text.Replace("</o:Security>", "<o:UsernameToken><o:Username>eve</o:Username><o:Password>x</o:Password></o:UsernameToken></o:Security>", StringComparison.Ordinal)),
        })
        {
            Assert.True(text != changed, what);
            Refuse(exchanged, () => exchanged.Decode(changed), what);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_message_that_is_too_old_or_of_the_future_is_refused(string mode)
    {
        foreach (var (minutes, passes) in new[] { (0.0, true), (-4.9, true), (-5.0, false), (9.9, true), (10.0, false), (60.0, false) })
        {
            using var exchanged = new Exchanged(Modes.Create(mode));
            exchanged.ServiceClock.Now = Exchanged.Start.AddMinutes(minutes);
            using var message = exchanged.Send(out var memory);
            if (passes)
            {
                Pass(exchanged, message);
            }
            else
            {
                Refuse(exchanged, () => message, $"{minutes} minutes");
            }

            memory.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public void A_message_that_comes_again_is_refused_for_as_long_as_it_is_fresh(string mode)
    {
        using var exchanged = new Exchanged(Modes.Create(mode));
        using var honest = exchanged.Send(out var memory);
        var bytes = exchanged.Text;
        Pass(exchanged, honest);
        foreach (var minutes in new[] { 0.0, 5, 9.9, 10.0 })
        {
            exchanged.ServiceClock.Now = Exchanged.Start.AddMinutes(minutes);
            Refuse(exchanged, () => exchanged.Decode(bytes), $"after {minutes} minutes");
        }

        // White space between the elements of the header is nothing that is signed; it is the same message.
        exchanged.ServiceClock.Now = Exchanged.Start;
        Refuse(exchanged, () => exchanged.Decode(bytes.Replace("</o:Security>", " </o:Security>", StringComparison.Ordinal)), "with a space");
        memory.Dispose();
    }

    [Fact]
    public void Where_replays_are_not_looked_for_they_pass()
    {
        var element = Modes.Create("AnonymousForCertificate");
        element.LocalServiceSettings.DetectReplays = false;
        using var exchanged = new Exchanged(element);
        using var honest = exchanged.Send(out var memory);
        var bytes = exchanged.Text;
        Pass(exchanged, honest);
        using var again = exchanged.Decode(bytes);
        Pass(exchanged, again);
        memory.Dispose();
    }

    [Fact]
    public void A_full_replay_cache_refuses_until_messages_are_old()
    {
        var element = Modes.Create("AnonymousForCertificate");
        element.LocalServiceSettings.ReplayCacheSize = 2;
        using var exchanged = new Exchanged(element);
        for (var i = 0; i < 2; i++)
        {
            using var honest = exchanged.Send(out var memory);
            Pass(exchanged, honest);
            memory.Dispose();
        }

        Refuse(exchanged, () => exchanged.Send(out _), "the third");
        exchanged.ClientClock.Now = exchanged.ServiceClock.Now = Exchanged.Start.AddMinutes(10);
        using var later = exchanged.Send(out var last);
        Pass(exchanged, later);
        last.Dispose();
    }

    [Fact]
    public void A_message_that_protects_less_than_the_service_asks_for_is_refused()
    {
        foreach (var (signs, encrypts) in new[] { (false, false), (true, false), (false, true) })
        {
            var less = new ChannelProtectionRequirements();
            less.IncomingSignatureParts.AddParts(new MessagePartSpecification(signs), Exchanged.Action);
            less.IncomingEncryptionParts.AddParts(new MessagePartSpecification(encrypts), Exchanged.Action);
            using var careless = new Exchanged(Modes.Create("AnonymousForCertificate"), requirements: less);
            using var message = careless.Send(out var memory);
            Pass(careless, message);
            using var strict = new Exchanged(Modes.Create("AnonymousForCertificate"));
            Refuse(strict, () => strict.Decode(Send(careless)), $"{signs} {encrypts}");
            memory.Dispose();
        }
    }

    [Fact]
    public void A_message_without_a_token_that_the_service_asks_for_is_refused()
    {
        foreach (var (client, service) in new[]
        {
            ("AnonymousForCertificate", "UserNameForCertificate"), ("AnonymousForCertificate", "MutualCertificate"), ("MutualCertificate", "UserNameForCertificate"),
            ("UserNameForCertificate", "AnonymousForCertificate"), ("MutualCertificate", "AnonymousForCertificate"), ("MutualCertificate10", "AnonymousForCertificate"),
            ("UserNameOverTransport", "CertificateOverTransport"), ("CertificateOverTransport", "UserNameOverTransport"), ("CertificateSignature", "MutualCertificate10"),
            ("UserNameOverTransport", "UserNameForCertificate"),
        })
        {
            using var right = new Exchanged(Modes.Create(client));
            Pass(right, right.Send(out var memory));
            memory.Dispose();
            using var wrong = new Exchanged(Modes.Create(client), serviceElement: Modes.Create(service));
            Refuse(wrong, () => wrong.Send(out _), $"{client} to {service}");
        }
    }

    [Theory]
    [InlineData("Basic256Sha256", "Basic256")]
    [InlineData("Basic256", "Basic256Sha256")]
    [InlineData("Basic256Rsa15", "Basic256")]
    [InlineData("Basic256GcmSha256", "Basic256Sha256")]
    [InlineData("Basic256Sha256", "Basic256GcmSha256")]
    public void Algorithms_of_another_suite_are_refused_though_the_keys_would_fit(string sent, string taken)
    {
        foreach (var mode in new[] { "AnonymousForCertificate", "MutualCertificate", "MutualCertificate10" })
        {
            using var honest = new Exchanged(With(sent));
            Pass(honest, honest.Send(out var memory));
            memory.Dispose();
            using var wrong = new Exchanged(With(sent), serviceElement: With(taken));
            Refuse(wrong, () => wrong.Send(out _), $"{mode}: {sent} to {taken}");

            SecurityBindingElement With(string suite)
            {
                var element = Modes.Create(mode);
                element.DefaultAlgorithmSuite = suite switch
                {
                    "Basic256Sha256" => SecurityAlgorithmSuite.Basic256Sha256,
                    "Basic256Rsa15" => SecurityAlgorithmSuite.Basic256Rsa15,
                    "Basic256GcmSha256" => SecurityAlgorithmSuite.Basic256GcmSha256,
                    _ => SecurityAlgorithmSuite.Basic256,
                };
                return element;
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Wrong_credentials_are_refused_with_one_fault_that_says_nothing(string mode)
    {
        if (mode == "AnonymousForCertificate")
        {
            return;
        }

        using var honest = new Exchanged(Modes.Create(mode));
        Pass(honest, honest.Send(out var memory));
        memory.Dispose();
        var client = TestCredentials.Client(certificate: TestCredentials.Mallory, password: "wr0ng-secret");
        using var wrong = new Exchanged(Modes.Create(mode), client: client);
        var refused = Assert.Throws<RefusedMessageException>(() => Receive(wrong, wrong.Send(out _)));
        Assert.Equal(SecurityFaultCode.FailedAuthentication, refused.Code);
        Assert.DoesNotContain("wr0ng-secret", refused.ToString(), StringComparison.Ordinal);
        using var fault = refused.CreateFault(MessageVersion.Soap12WSAddressing10, TrustProtocol.Oasis);
        Assert.DoesNotContain("Alice", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_validator_may_choose_what_the_client_is_told()
    {
        var service = TestCredentials.ServiceOf();
        service.UserNameAuthentication.CustomUserNamePasswordValidator = new Telling();
        using var exchanged = new Exchanged(Modes.Create("UserNameForCertificate"), service: service);
        var refused = Assert.Throws<RefusedMessageException>(() => Receive(exchanged, exchanged.Send(out _)));
        using var fault = refused.CreateFault(MessageVersion.Soap12WSAddressing10, TrustProtocol.Oasis);
        Assert.Equal("Locked until Monday.", MessageFault.CreateFault(fault, int.MaxValue).Reason.ToString());
    }

    [Fact]
    public void A_message_for_another_service_is_refused()
    {
        using var honest = new Exchanged(Modes.Create("AnonymousForCertificate"));
        Pass(honest, honest.Send(out var memory));
        memory.Dispose();
        using var other = new Exchanged(Modes.Create("AnonymousForCertificate"), service: TestCredentials.ServiceOf(TestCredentials.Mallory));
        Refuse(other, () => other.Send(out _), "another certificate");
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public void A_reply_that_was_changed_or_is_another_s_is_refused(string mode)
    {
        using var exchanged = new Exchanged(Modes.Create(mode));
        using var request = exchanged.Send(out var memory);
        var received = exchanged.Receive(request);
        using var reply = exchanged.SendReply(received);
        var text = exchanged.Text;
        Assert.Equal("good day", exchanged.Client.Verify(reply, memory).GetBody<string>());

        foreach (var changed in new[]
        {
            text.Replace("urn:reply", "urn:replY", StringComparison.Ordinal), Cipher().Replace(text, match => match.Groups[1].Value + (match.Groups[2].Value == "A" ? "B" : "A")),
            Security().Replace(text, ""), Timestamp().Replace(text, ""),
        })
        {
            Assert.NotEqual(text, changed);
            var exception = Assert.Throws<MessageSecurityException>(() => exchanged.Client.Verify(exchanged.DecodeReply(changed), memory));
            Assert.Null(exception.InnerException);
        }

        // Of another request, and again.
        using var second = exchanged.Send(out var secondMemory);
        exchanged.Receive(second).Reply.Dispose();
        Assert.Throws<MessageSecurityException>(() => exchanged.Client.Verify(exchanged.DecodeReply(text), secondMemory));
        Assert.Throws<MessageSecurityException>(() => exchanged.Client.Verify(exchanged.DecodeReply(text), memory));
        received.Reply.Dispose();
        memory.Dispose();
        secondMemory.Dispose();
    }

    [Fact]
    public void A_reply_must_confirm_the_signatures_of_its_request()
    {
        var confirming = Modes.Create("MutualCertificate");
        var silent = Modes.Create("MutualCertificate");
        ((SymmetricSecurityBindingElement)silent).RequireSignatureConfirmation = false;
        using var honest = new Exchanged(confirming);
        using (var request = honest.Send(out var memory))
        {
            var received = honest.Receive(request);
            Assert.Equal(2, received.Reply.Signatures.Count);
            honest.Client.Verify(honest.SendReply(received), memory).Close();
        }

        using var exchanged = new Exchanged(confirming, serviceElement: silent);
        using (var request = exchanged.Send(out var memory))
        {
            var received = exchanged.Receive(request);
            var exception = Assert.Throws<MessageSecurityException>(() => exchanged.Client.Verify(exchanged.SendReply(received), memory));
            Assert.Contains("confirm", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_answer_that_is_not_protected_is_taken_only_where_the_binding_says_so()
    {
        var element = Modes.Create("AnonymousForCertificate");
        using var exchanged = new Exchanged(element);
        using var request = exchanged.Send(out var memory);
        var plain = "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://www.w3.org/2005/08/addressing\"><s:Header><a:Action>urn:reply</a:Action></s:Header><s:Body><x/></s:Body></s:Envelope>";
        Assert.Throws<MessageSecurityException>(() => exchanged.Client.Verify(exchanged.DecodeReply(plain), memory));
        element.EnableUnsecuredResponse = true;
        using var lenient = new Exchanged(element);
        using var second = lenient.Send(out var secondMemory);
        Assert.Equal("urn:reply", lenient.Client.Verify(lenient.DecodeReply(plain), secondMemory).Headers.Action);
        var fault = SecurityFaults.Create(SecurityFaultCode.FailedAuthentication, MessageVersion.Soap12WSAddressing10, TrustProtocol.Oasis);
        var exception = Assert.Throws<MessageSecurityException>(() => lenient.Client.Verify(fault, secondMemory));
        Assert.Equal("FailedAuthentication", Assert.IsType<FaultException>(exception.InnerException).Code.SubCode!.Name);
        memory.Dispose();
        secondMemory.Dispose();
    }

    [Fact]
    public void A_client_s_own_message_is_no_reply()
    {
        // Both sides have the key of a request; that of the client must not come back as the service's word.
        var element = Modes.Create("MutualCertificate10");
        using var exchanged = new Exchanged(element);
        using var request = exchanged.Send(out var memory);
        var text = exchanged.Text;
        Pass(exchanged, request);
        Assert.Throws<MessageSecurityException>(() => exchanged.Client.Verify(exchanged.DecodeReply(text), memory));
        memory.Dispose();
    }

    [Fact]
    public void An_endorsing_signature_over_the_transport_covers_the_time_and_the_address()
    {
        using var exchanged = new Exchanged(Modes.Create("CertificateOverTransport"));
        using var honest = exchanged.Send(out var memory);
        var text = exchanged.Text;
        Pass(exchanged, honest);
        Refuse(exchanged, () => exchanged.Decode(text.Replace(">http://localhost/service<", ">http://localhost/other<", StringComparison.Ordinal)), "the address");
        Refuse(exchanged, () => exchanged.Decode(Expires().Replace(text, "${1}2099$2")), "the time");
        memory.Dispose();
    }

    private static string Send(Exchanged exchanged)
    {
        exchanged.Send(out var memory).Close();
        memory.Dispose();
        return exchanged.Text;
    }

    private static void Pass(Exchanged exchanged, Message message)
    {
        var received = exchanged.Receive(message);
        received.Message.Close();
        received.Reply.Dispose();
    }

    private static void Refuse(Exchanged exchanged, Func<Message> create, string what)
    {
        var refused = Assert.Throws<RefusedMessageException>(() => Receive(exchanged, create()));
        Assert.True(refused.Code == SecurityFaultCode.InvalidSecurity, $"{what}: {refused.Code}");
        Assert.Equal("The security of the message could not be verified.", refused.Message);
    }

    private static void Receive(Exchanged exchanged, Message message) => Pass(exchanged, message);

    [GeneratedRegex("(<u:Expires>)....(.*?</u:Expires>)")]
    private static partial Regex Expires();

    [GeneratedRegex("<u:Timestamp.*?</u:Timestamp>")]
    private static partial Regex Timestamp();

    [GeneratedRegex("(<a:MessageID[^>]*>urn:uuid:)[^<]*(</a:MessageID>)")]
    private static partial Regex MessageId();

    [GeneratedRegex("(<s:Body.*<e:CipherValue>.{40})(.)")]
    private static partial Regex Cipher();

    [GeneratedRegex("(<s:Body[^>]*>).*(</s:Body>)")]
    private static partial Regex Body();

    [GeneratedRegex("<o:Security .*</o:Security>")]
    private static partial Regex Security();

    private sealed class Telling : IdentityModel.Selectors.UserNamePasswordValidator
    {
        public override void Validate(string userName, string password) => throw new FaultException("Locked until Monday.");
    }
}
