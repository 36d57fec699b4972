using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Parley.Channels;
using Parley.Security.Tests.Exchange;
using Parley.Security.Tests.Wires;

namespace Parley.Security.Tests.Fuzzing;

/// <summary>
/// Protected messages that were changed on their way, in thousands of ways: each is refused, and all in the same way, or it says what was signed.
/// <see cref="FuzzRun"/> says how to try more of them, and one alone.
/// </summary>
public sealed partial class MutatedMessagesTests
{
    public static TheoryData<string, string> Kinds
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var kind in new[]
            {
                "AnonymousForCertificate", "UserNameForCertificate", "MutualCertificate", "MutualCertificate10", "CertificateSignature", "Gcm", "EncryptBeforeSign", "Session", "SessionWithoutDerivedKeys",
                "SessionEncryptBeforeSign", "Stateful", "UserNameOverTransport", "CertificateOverTransport", "SessionOverTransport",
            })
            {
                cases.Add(kind, "text");
            }

            cases.Add("MutualCertificate", "binary");
            cases.Add("Session", "binary");
            return cases;
        }
    }

    public static TheoryData<string> Bootstraps => ["Session", "SessionOfUser", "SessionOfCertificate", "SessionOverTransport", "Stateful"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_changed_request_is_refused_in_one_way_or_says_what_was_signed(string kind, string encoding)
    {
        await using var service = await StartAsync(kind, encoding);
        await using var once = await StartAsync(kind, encoding, detectsReplays: true);
        var known = await CaptureAsync(once, await once.ConnectAsync());
        var client = await service.ConnectAsync();
        var honest = await CaptureAsync(service, client);
        Assert.Equal(service.Received, await TakeAsync(service, honest));
        var expected = service.Received;
        var passed = 0;
        var refused = new SortedDictionary<string, int>();

        var count = await FuzzRun.RunAsync(async seed =>
        {
            var mutant = Mutate(honest, encoding, seed, out var story);
            try
            {
                var received = await TakeAsync(service, mutant);
                if (received is not null)
                {
                    passed++;
                    Assert.Equal(expected, received);

                    // It is no other message than the honest one. A user name over the transport signs nothing.
                    Assert.True(kind == "UserNameOverTransport" || await TakeAsync(once, Mutate(known, encoding, seed, out _)) is null, "A message passed twice.");
                }
                else
                {
                    CheckFault(service.LastAnswer!, service.Encoder, FaultsOf(kind), refused, out var code);
                    if (code == SecurityFaultCode.FailedAuthentication && encoding == "text")
                    {
                        CheckCredential(honest, mutant);
                    }
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

        Assert.Equal(expected, await TakeAsync(service, honest));
        Report(kind, count, passed, refused);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_changed_reply_is_refused_in_one_way_or_says_what_was_signed(string kind, string encoding)
    {
        if (kind is "UserNameOverTransport" or "CertificateOverTransport" or "SessionOverTransport" or "CertificateSignature")
        {
            // There the transport alone protects replies, or nothing.
            return;
        }

        await using var service = await StartAsync(kind, encoding);
        var client = await service.ConnectAsync();
        var expected = await AskAsync(client);
        Assert.Contains("alice", expected, StringComparison.Ordinal);
        var passed = 0;
        var refused = new SortedDictionary<string, int>();

        var count = await FuzzRun.RunAsync(async seed =>
        {
            byte[] reply = [];
            byte[] mutant = [];
            var story = "";
            service.Wire.OnReply = bytes => mutant = Mutate(reply = bytes, encoding, seed, out story);
            try
            {
                Assert.Equal(expected, await AskAsync(client));
                passed++;
            }
            catch (NotAMessageException exception)
            {
                CheckUnreadable(exception, refused);
            }
            catch (MessageSecurityException exception) when (exception.InnerException is null)
            {
                Add(refused, "refused");
            }
            catch (Exception exception)
            {
                throw Failed(exception, story, reply, mutant);
            }
        });

        service.Wire.OnReply = null;
        Assert.Equal(expected, await AskAsync(client));
        Report(kind, count, passed, refused);
    }

    [Theory]
    [MemberData(nameof(Bootstraps))]
    public async Task A_changed_request_for_a_token_gets_none_or_the_right_one(string kind)
    {
        await using var service = await StartAsync(kind, "text");
        var expected = await OpenAndAskAsync(service);
        var passed = 0;
        var refused = new SortedDictionary<string, int>();

        var count = await FuzzRun.RunAsync(async seed =>
        {
            byte[] request = [];
            byte[] mutant = [];
            byte[] answer = [];
            var story = "";
            service.Wire.OnRequest = bytes =>
            {
                service.Wire.OnRequest = null;
                return mutant = Mutate(request = bytes, "text", seed, out story);
            };
            service.Wire.OnReply = bytes =>
            {
                service.Wire.OnReply = null;
                return answer = bytes;
            };
            try
            {
                Assert.Equal(expected, await OpenAndAskAsync(service));
                passed++;
                Assert.True(service.Log.Failure is null, service.Log.Failure);
            }
            catch (NotAMessageException exception)
            {
                CheckUnreadable(exception, refused);
            }
            catch (MessageSecurityException) when (kind == "SessionOverTransport")
            {
                // The transport alone protects what it asks for: it may get an answer that is another's, or a key that is none.
                Add(refused, "refused");
            }
            catch (CommunicationException exception) when (exception.InnerException is FaultException)
            {
                CheckFault(
                    answer, service.Encoder, [SecurityFaultCode.InvalidSecurity, SecurityFaultCode.BadContextToken, SecurityFaultCode.FailedAuthentication], refused, out _);
            }
            catch (Exception exception)
            {
                throw Failed(exception, story, request, mutant);
            }
            finally
            {
                service.Wire.OnRequest = null;
                service.Wire.OnReply = null;
            }
        });

        Assert.Equal(expected, await OpenAndAskAsync(service));
        Report(kind, count, passed, refused);
    }

    [Theory]
    [MemberData(nameof(Bootstraps))]
    public async Task A_changed_answer_with_a_token_is_refused_or_the_right_one(string kind)
    {
        if (kind == "SessionOverTransport")
        {
            // There the transport alone protects replies.
            return;
        }

        await using var service = await StartAsync(kind, "text");
        var expected = await OpenAndAskAsync(service);
        var passed = 0;
        var refused = new SortedDictionary<string, int>();

        var count = await FuzzRun.RunAsync(async seed =>
        {
            byte[] reply = [];
            byte[] mutant = [];
            var story = "";
            service.Wire.OnReply = bytes =>
            {
                service.Wire.OnReply = null;
                return mutant = Mutate(reply = bytes, "text", seed, out story);
            };
            try
            {
                Assert.Equal(expected, await OpenAndAskAsync(service));
                passed++;
            }
            catch (NotAMessageException exception)
            {
                CheckUnreadable(exception, refused);
            }
            catch (MessageSecurityException exception) when (exception.InnerException is null)
            {
                Add(refused, "refused");
            }
            catch (Exception exception)
            {
                throw Failed(exception, story, reply, mutant);
            }
        });

        service.Wire.OnReply = null;
        Assert.Equal(expected, await OpenAndAskAsync(service));
        Report(kind, count, passed, refused);
    }

    private static byte[] Mutate(byte[] honest, string encoding, int seed, out string story) =>
        encoding == "text" ? Mutation.OfText(honest, seed, out story) : Mutation.OfBytes(honest, seed, out story);

    private static Task<WiredService> StartAsync(string kind, string encoding, bool detectsReplays = false, TimeProvider? clock = null)
    {
        var element = Create(kind);
        foreach (var each in (SecurityBindingElement?[])[element, element.SessionToken?.BootstrapSecurityBindingElement])
        {
            if (each is not null)
            {
                each.LocalServiceSettings.DetectReplays = detectsReplays;
                each.LocalServiceSettings.MaxPendingSessions = int.MaxValue;
                each.LocalClientSettings.ReplayCacheSize = int.MaxValue;
                each.AllowInsecureTransport = true;
            }
        }

        return WiredService.StartAsync(element, encoding, kind switch
        {
            "CertificateOverTransport" => MessageText.OfCallerAndAddress,
            _ when kind.EndsWith("OverTransport", StringComparison.Ordinal) => MessageText.OfCaller,
            _ => MessageText.Of,
        }, clock);
    }

    private static SecurityBindingElement Create(string kind)
    {
        switch (kind)
        {
            case "Gcm":
                var gcm = Modes.Create("MutualCertificate");
                gcm.DefaultAlgorithmSuite = SecurityAlgorithmSuite.Basic256GcmSha256;
                return gcm;
            case "EncryptBeforeSign":
                var symmetric = (SymmetricSecurityBindingElement)Modes.Create("UserNameForCertificate");
                symmetric.MessageProtectionOrder = MessageProtectionOrder.EncryptBeforeSign;
                return symmetric;
            case "SessionOfUser":
                return SecurityBindingElement.CreateSecureConversationBindingElement(Modes.Create("UserNameForCertificate"));
            case "SessionOfCertificate":
                return SecurityBindingElement.CreateSecureConversationBindingElement(Modes.Create("MutualCertificate10"));
            case "SessionOverTransport":
                var bootstrap = Modes.Create("UserNameOverTransport");
                return SecurityBindingElement.CreateSecureConversationBindingElement(bootstrap);
            case "Stateful":
                return SecurityBindingElement.CreateSecureConversationBindingElement(Modes.Create("AnonymousForCertificate"), requireCancellation: false);
            case "Session" or "SessionWithoutDerivedKeys" or "SessionEncryptBeforeSign":
                var session = (SymmetricSecurityBindingElement)SecurityBindingElement.CreateSecureConversationBindingElement(Modes.Create("AnonymousForCertificate"));
                session.SetKeyDerivation(kind != "SessionWithoutDerivedKeys");
                if (kind == "SessionEncryptBeforeSign")
                {
                    session.MessageProtectionOrder = MessageProtectionOrder.EncryptBeforeSign;
                }

                return session;
            default:
                return Modes.Create(kind);
        }
    }

    /// <summary>The faults that a changed request may be answered by: whoever names an unknown context is told so, and so is whoever shows another certificate or password than the right one.</summary>
    private static SecurityFaultCode[] FaultsOf(string kind) => kind switch
    {
        _ when kind.StartsWith("Session", StringComparison.Ordinal) || kind == "Stateful" => [SecurityFaultCode.InvalidSecurity, SecurityFaultCode.BadContextToken],
        "AnonymousForCertificate" => [SecurityFaultCode.InvalidSecurity],
        _ => [SecurityFaultCode.InvalidSecurity, SecurityFaultCode.FailedAuthentication],
    };

    /// <summary>An honest request, as its bytes, that has passed.</summary>
    private static async Task<byte[]> CaptureAsync(WiredService service, IRequestChannel client)
    {
        byte[] captured = [];
        service.Wire.OnRequest = bytes => captured = bytes;
        await AskAsync(client);
        service.Wire.OnRequest = null;
        Assert.NotNull(service.Received);
        return captured;
    }

    private static async Task<string?> TakeAsync(WiredService service, byte[] request)
    {
        service.Received = null;
        service.LastAnswer = await service.Wire.PostAsync(request);
        return service.Received;
    }

    private static async Task<string> AskAsync(IRequestChannel client)
    {
        using var request = WiredService.NewRequest();
        var id = request.Headers.MessageId!;
        using var reply = (await client.RequestAsync(request))!;
        Assert.Equal(id, reply.Headers.RelatesTo);
        return Names().Replace(MessageText.Of(reply), "urn:uuid");
    }

    private static async Task<string> OpenAndAskAsync(WiredService service)
    {
        var client = await service.ConnectAsync();
        var text = await AskAsync(client);
        await client.CloseAsync();
        return text;
    }

    /// <summary>Another credential than the honest one is told; nothing else is told so.</summary>
    private static void CheckCredential(byte[] honest, byte[] mutant) => Assert.NotEqual(Credentials(honest), Credentials(mutant));

    private static string Credentials(byte[] message) => string.Join(' ', Credential().Matches(Encoding.UTF8.GetString(message)).Select(match => match.Value));

    private static void CheckFault(byte[] answer, MessageEncoder encoder, SecurityFaultCode[] expected, SortedDictionary<string, int> refused, out SecurityFaultCode found)
    {
        // Byte for byte, but for the name of the request.
        using var fault = Wire.Read(answer, encoder);
        fault.Headers.RelatesTo = null;
        var bytes = Wire.Write(fault, encoder);
        foreach (var code in expected)
        {
            if (bytes.AsSpan().SequenceEqual(Wire.Write(SecurityFaults.Create(code, WiredService.Version, TrustProtocol.Of(MessageSecurityVersion.Default)), encoder)))
            {
                Add(refused, code.ToString());
                found = code;
                return;
            }
        }

        throw new InvalidOperationException($"Another fault: {Encoding.UTF8.GetString(answer)}");
    }

    /// <summary>Transports answer by their own error; what they are told is that, and not a failure of the reader.</summary>
    private static void CheckUnreadable(NotAMessageException exception, SortedDictionary<string, int> refused)
    {
        Assert.True(exception.InnerException is CommunicationException or XmlException, exception.ToString());
        Add(refused, "unreadable");
    }

    private static void Add(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static void Report(string kind, int count, int passed, SortedDictionary<string, int> refused) =>
        TestContext.Current.SendDiagnosticMessage($"{kind}: {count} mutants, {passed} said what was signed, {string.Join(", ", refused.Select(pair => $"{pair.Value} {pair.Key}"))}");

    private static InvalidOperationException Failed(Exception exception, string story, byte[] honest, byte[] mutant)
    {
        var folder = Directory.CreateTempSubdirectory("parley-mutant-").FullName;
        File.WriteAllBytes(Path.Combine(folder, "honest.xml"), honest);
        File.WriteAllBytes(Path.Combine(folder, "mutant.xml"), mutant);
        return new($"Changed: {story}. Both messages are in {folder}. {exception.Message}", exception);
    }

    [GeneratedRegex("<o:BinarySecurityToken.*?</o:BinarySecurityToken>|<o:UsernameToken.*?</o:UsernameToken>", RegexOptions.Singleline)]
    private static partial Regex Credential();

    [GeneratedRegex("urn:uuid:[0-9a-f-]*")]
    private static partial Regex Names();
}
