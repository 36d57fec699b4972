using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Wire;

public class AcknowledgementRulesTests
{
    [Fact]
    public void B1402_of_1_0_nothing_received_is_0_to_0_and_None_in_1_1()
    {
        var nothing = new Acknowledgement { Identifier = RmText.Id, IsFinal = true };

        Assert.Contains(
            "</r:Identifier><r:AcknowledgementRange Lower=\"0\" Upper=\"0\"/></r:Seq",
            RmText.Write(message => RmHeaders.AddAcknowledgement(message, Wsrm.February2005, nothing)), StringComparison.Ordinal);
        Assert.Contains(
            "</r:Identifier><r:None/><r:Final/></r:Seq",
            RmText.Write(message => RmHeaders.AddAcknowledgement(message, Wsrm.Version11, nothing)), StringComparison.Ordinal);
        Assert.Empty(RmText.ReadAcknowledgement(Wsrm.February2005, "<r:AcknowledgementRange Lower='0' Upper='0'/>").Ranges);
        Assert.Empty(RmText.ReadAcknowledgement(Wsrm.Version11, "<r:None/>").Ranges);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Ranges_are_sorted_and_merged(int version)
    {
        var acknowledgement = RmText.ReadAcknowledgement(
            Wsrm.Of((ReliableVersion)version),
            "<r:AcknowledgementRange Lower='9' Upper='12'/><r:AcknowledgementRange Lower='1' Upper='3'/><r:AcknowledgementRange Lower='4' Upper='4'/>"
            + "<r:AcknowledgementRange Lower='10' Upper='11'/><r:AcknowledgementRange Lower='12' Upper='20'/>"
            + "<r:AcknowledgementRange Lower='9223372036854775807' Upper='9223372036854775807'/>");

        Assert.Equal([new(1, 4), new(9, 20), new(long.MaxValue, long.MaxValue)], acknowledgement.Ranges);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<r:AcknowledgementRange/>")]
    [InlineData("<r:AcknowledgementRange Lower='1'/>")]
    [InlineData("<r:AcknowledgementRange Lower='2' Upper='1'/>")]
    [InlineData("<r:AcknowledgementRange Lower='0' Upper='1'/>")]
    [InlineData("<r:AcknowledgementRange Lower='-1' Upper='1'/>")]
    [InlineData("<r:AcknowledgementRange Lower='1' Upper='9223372036854775808'/>")]
    [InlineData("<r:AcknowledgementRange Lower='x' Upper='1'/>")]
    [InlineData("<r:AcknowledgementRange r:Lower='1' r:Upper='1'/>")]
    [InlineData("<r:AcknowledgementRange Lower='1' Upper='1'/><r:Nack>2</r:Nack>")]
    [InlineData("<r:Nack>-1</r:Nack>")]
    [InlineData("<r:Nack/>")]
    [InlineData("<r:AcknowledgementRange Lower='1' Upper='1'/><n:BufferRemaining>-1</n:BufferRemaining>")]
    [InlineData("<r:AcknowledgementRange Lower='1' Upper='1'/><n:BufferRemaining>1</n:BufferRemaining><n:BufferRemaining>1</n:BufferRemaining>")]
    [InlineData("<r:AcknowledgementRange Lower='1' Upper='1'/><n:BufferRemaining>2147483648</n:BufferRemaining>")]
    [InlineData("<r:AcknowledgementRange Lower='1' Upper='1'/>text")]
    public void Scenario_8_an_acknowledgement_that_cannot_be_names_its_sequence(string contents)
    {
        foreach (var wsrm in new[] { Wsrm.February2005, Wsrm.Version11 })
        {
            var exception = Assert.Throws<MalformedRmException>(() => RmText.ReadAcknowledgement(wsrm, contents));

            Assert.Equal(RmText.Id, exception.Fault.Identifier);
            Assert.Equal(SequenceFaultCode.SequenceTerminated, exception.Fault.Code);
        }
    }

    [Theory]
    [InlineData("<r:AcknowledgementRange Lower='0' Upper='0'/>")]
    [InlineData("<r:None/><r:AcknowledgementRange Lower='1' Upper='1'/>")]
    [InlineData("<r:None/><r:Nack>1</r:Nack>")]
    [InlineData("<r:Final/>")]
    [InlineData("<r:Nack>1</r:Nack><r:Final/>")]
    public void In_1_1_this_is_illegal(string contents)
        => Assert.Throws<MalformedRmException>(() => RmText.ReadAcknowledgement(Wsrm.Version11, contents));

    [Theory]
    [InlineData("<r:AcknowledgementRange Lower='0' Upper='0'/><r:AcknowledgementRange Lower='1' Upper='1'/>")]
    [InlineData("<r:None/>")]
    public void In_1_0_this_is_illegal(string contents)
        => Assert.Throws<MalformedRmException>(() => RmText.ReadAcknowledgement(Wsrm.February2005, contents));

    [Fact]
    public void Final_and_None_say_nothing_in_1_0()
    {
        var acknowledgement = RmText.ReadAcknowledgement(Wsrm.February2005, "<r:AcknowledgementRange Lower='1' Upper='1'/><r:Final/><r:None/>");

        Assert.False(acknowledgement.IsFinal);
        Assert.Equal([new AckRange(1, 1)], acknowledgement.Ranges);
    }

    [Fact]
    public void Final_may_stand_behind_or_before_what_it_is_about()
    {
        Assert.True(RmText.ReadAcknowledgement(Wsrm.Version11, "<r:AcknowledgementRange Lower='1' Upper='1'/><r:Final/><n:BufferRemaining>1</n:BufferRemaining>").IsFinal);
        Assert.True(RmText.ReadAcknowledgement(Wsrm.Version11, "<r:None/><r:Final></r:Final>").IsFinal);
        Assert.True(RmText.ReadAcknowledgement(Wsrm.Version11, "<r:Final/><r:AcknowledgementRange Lower='1' Upper='1'/>").IsFinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void B1403_of_1_0_and_B1602_of_1_1_nacks_are_read_and_say_nothing(int version)
        => Assert.Empty(RmText.ReadAcknowledgement(Wsrm.Of((ReliableVersion)version), "<r:Nack>1</r:Nack><r:Nack>0</r:Nack>").Ranges);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void B4002_and_B4005_BufferRemaining_may_be_there_or_not(int version)
    {
        const string Range = "<r:AcknowledgementRange Lower='1' Upper='1'/>";
        var wsrm = Wsrm.Of((ReliableVersion)version);

        Assert.Null(RmText.ReadAcknowledgement(wsrm, Range).BufferRemaining);
        Assert.Equal(0, RmText.ReadAcknowledgement(wsrm, Range + "<n:BufferRemaining>0</n:BufferRemaining>").BufferRemaining);
        Assert.Equal(4096, RmText.ReadAcknowledgement(wsrm, Range + "<n:BufferRemaining> 4096 </n:BufferRemaining>").BufferRemaining);
        Assert.Contains(
            "<netrm:BufferRemaining xmlns:netrm=\"http://schemas.microsoft.com/ws/2006/05/rm\">8</netrm:BufferRemaining></r:SequenceAcknowledgement>",
            RmText.Write(message => RmHeaders.AddAcknowledgement(message, wsrm, new Acknowledgement { Identifier = RmText.Id, BufferRemaining = 8 })),
            StringComparison.Ordinal);
    }
}
