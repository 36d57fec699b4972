using System.Xml;
using Parley.Channels;
using Parley.IdentityModel.Selectors;

namespace Parley.Security.Tests.Exchange;

/// <summary>Attacks by time and by what XML readers take differently; each first shows that the honest message passes.</summary>
public sealed class LateAndLineEndTests
{
    [Fact]
    public void A_message_that_becomes_too_old_while_its_password_is_checked_is_refused_as_it_would_not_be_remembered()
    {
        var service = TestCredentials.ServiceOf();
        var slow = new Slow();
        service.UserNameAuthentication.CustomUserNamePasswordValidator = slow;
        using var exchanged = new Exchanged(Modes.Create("UserNameForCertificate"), service: service);
        slow.Clock = exchanged.ServiceClock;
        slow.Takes = TimeSpan.FromMinutes(9);
        using (var honest = exchanged.Send(out var memory))
        {
            exchanged.Receive(honest).Message.Close();
            memory.Dispose();
        }

        // What has passed comes again neither while it is fresh nor later.
        Assert.Throws<RefusedMessageException>(() => exchanged.Receive(exchanged.DecodeAgain()));
        exchanged.ServiceClock.Now = Exchanged.Start;
        slow.Takes = TimeSpan.FromMinutes(10);
        using (var late = exchanged.Send(out var memory))
        {
            Assert.Contains("too old while it was checked", Assert.Throws<RefusedMessageException>(() => exchanged.Receive(late)).Reason, StringComparison.Ordinal);
            memory.Dispose();
        }

        // It has not been taken, so that it cannot be taken a second time either.
        exchanged.ServiceClock.Now = Exchanged.Start;
        slow.Takes = TimeSpan.Zero;
        exchanged.Receive(exchanged.DecodeAgain()).Message.Close();
        Assert.Throws<RefusedMessageException>(() => exchanged.Receive(exchanged.DecodeAgain()));
    }

    [Fact]
    public void A_line_feed_that_somebody_makes_a_carriage_return_in_a_cdata_section_is_refused()
    {
        var requirements = new ChannelProtectionRequirements();
        requirements.IncomingSignatureParts.AddParts(new MessagePartSpecification(true), Exchanged.Action);
        requirements.IncomingEncryptionParts.AddParts(MessagePartSpecification.NoParts, Exchanged.Action);
        var element = Modes.Create("AnonymousForCertificate");
        element.LocalServiceSettings.DetectReplays = false;
        using var exchanged = new Exchanged(element, requirements: requirements);
        using var sent = exchanged.Send(out var memory, exchanged.NewRequest("one\ntwo"));
        memory.Dispose();
        var text = exchanged.Text;
        Assert.Contains("one\ntwo", text, StringComparison.Ordinal);
        Assert.Equal("one\ntwo", Read(exchanged, text));
        Assert.Equal("one\ntwo", Read(exchanged, text.Replace("one\ntwo", "<![CDATA[one\ntwo]]>", StringComparison.Ordinal)));
        Assert.Equal("one\ntwo", Read(exchanged, text.Replace("one\ntwo", "one\r\ntwo", StringComparison.Ordinal)));
        foreach (var returns in (string[])["<![CDATA[one\rtwo]]>", "<![CDATA[one\r\ntwo]]>", "one<![CDATA[\r]]>two"])
        {
            Assert.Throws<RefusedMessageException>(() => Read(exchanged, text.Replace("one\ntwo", returns, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Whoever_keeps_the_reader_of_a_decrypted_body_reads_nothing_when_the_message_is_closed()
    {
        using var exchanged = new Exchanged(Modes.Create("AnonymousForCertificate"));
        using var sent = exchanged.Send(out var memory);
        memory.Dispose();
        var message = exchanged.Receive(sent).Message;
        var reader = message.GetReaderAtBodyContents();
        Assert.True(reader.IsStartElement());
        message.Close();
        Assert.Equal(ReadState.Closed, reader.ReadState);
    }

    private static string Read(Exchanged exchanged, string text)
    {
        using var message = exchanged.Receive(exchanged.Decode(text)).Message;
        return message.GetBody<string>();
    }

    private sealed class Slow : UserNamePasswordValidator
    {
        public TestClock? Clock { get; set; }

        public TimeSpan Takes { get; set; }

        public override void Validate(string userName, string password) => Clock!.Now += Takes;
    }
}
