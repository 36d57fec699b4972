using System.Text;
using Parley.Channels;
using Parley.ReliableMessaging.Tests.Wire;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>Recorded clients against our listener: what it says of sequences is what their own service said.</summary>
public sealed class RecordedClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("netframework/ws2007-none-rm")]
    [InlineData("netframework/wsh-none-rm")]
    [InlineData("netframework/x-rm-loss-11")]
    [InlineData("netframework/x-rm-loss-feb2005")]
    [InlineData("netframework/x-rm-duplicate")]
    [InlineData("dotnet-client/ws2007-rm11-reqreply")]
    [InlineData("dotnet-client/ws-rm-feb2005-reqreply")]
    [InlineData("dotnet-client/custom-rm11-soap11-wsa10-reqreply")]
    [InlineData("dotnet-client/custom-rmfeb2005-soap11-wsa200408-reqreply")]
    [InlineData("dotnet-client/rm11-empty-session")]
    [InlineData("dotnet-client/rmfeb2005-empty-session")]
    [InlineData("gsoap/rm11-anon")]
    [InlineData("gsoap/rm11-wcf-anon")]
    [InlineData("gsoap/rm10-anon")]
    [InlineData("gsoap/rm10-wcf-anon")]
    public async Task A_recorded_client_is_answered_as_its_own_service_answered(string folder)
    {
        var conversation = Conversation(folder);
        var first = Recordings.Document(conversation[0].Request);
        var wsrm = Recordings.WsrmOf(first);
        var version = Recordings.VersionOf(first);
        await using var world = new ServiceWorld<IReplySessionChannel>(wsrm.Is11, typeof(IReplyChannel), version: version);
        await world.Listener.OpenAsync(Token);
        string theirs = "", ours = "";
        IReplySessionChannel? channel = null;
        Task? serving = null;
        foreach (var (requestName, responseName) in conversation)
        {
            var text = Encoding.UTF8.GetString(Recordings.Bytes(requestName));
            using var request = Recordings.Open(Encoding.UTF8.GetBytes(ours.Length == 0 ? text : text.Replace(theirs, ours, StringComparison.Ordinal)), version);
            var id = request.Headers.MessageId;
            var answer = await ServiceWorld<IReplySessionChannel>.Guarded(world.Service.SendAsync(request));
            if (channel is null)
            {
                ours = CreateSequenceResponseBody.Read(answer!, wsrm).Identifier;
                using var recorded = Recordings.Open(Recordings.Bytes(responseName!), version);
                theirs = CreateSequenceResponseBody.Read(recorded, wsrm).Identifier;
                channel = await world.AcceptAsync();
                serving = ServeAsync(channel, version);
                continue;
            }

            if (responseName is not null)
            {
                using var expected = Recordings.Open(Recordings.Bytes(responseName), version);
                var said = Describe(expected, wsrm).Replace(theirs, ours, StringComparison.Ordinal);
                var says = answer is null ? "nothing" : Describe(answer, wsrm);
                if (folder.StartsWith("netframework", StringComparison.Ordinal))
                {
                    Assert.Equal(said, says);
                }
                else
                {
                    // Others leave some acknowledgements out, and Final.
                    Assert.StartsWith(said, says, StringComparison.Ordinal);
                }

                Assert.True(answer!.Headers.RelatesTo is null || answer.Headers.RelatesTo == id);
            }

            answer?.Close();
        }

        await ServiceWorld<IReplySessionChannel>.Guarded(serving!);
        await channel!.CloseAsync(Token);
        Assert.Equal(0, world.Table.Live);
    }

    private static List<(string Request, string? Response)> Conversation(string folder)
    {
        var names = Recordings.Text(folder).ToList();
        return [.. names.Where(IsRequest).Select(request =>
        {
            var number = int.Parse(Path.GetFileName(request).Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);
            var response = folder.StartsWith("dotnet-client", StringComparison.Ordinal) ? number + 1 : number;
            return (request, names.Find(name => !IsRequest(name)
                && int.Parse(Path.GetFileName(name).Split('-')[0], System.Globalization.CultureInfo.InvariantCulture) == response));
        })];
    }

    private static bool IsRequest(string name) =>
        name.Contains("-c2s", StringComparison.Ordinal) || name.Contains("-req", StringComparison.Ordinal) && !name.Contains("-resp", StringComparison.Ordinal)
        && !name.Contains("s2c", StringComparison.Ordinal);

    /// <summary>Answers each request that has a name, and takes the others.</summary>
    private static async Task ServeAsync(IReplySessionChannel channel, MessageVersion version)
    {
        while (await channel.ReceiveRequestAsync(Token) is { } request)
        {
            var id = request.RequestMessage.Headers.MessageId;
            if (id is not null)
            {
                var reply = Message.CreateMessage(version, "urn:reply", "x");
                reply.Headers.RelatesTo = id;
                await request.ReplyAsync(reply, Token);
            }

            await request.CloseAsync(Token);
        }
    }

    private static string Describe(Message message, Wsrm wsrm)
    {
        var headers = RmHeaders.Read(message, wsrm);
        var kind = message.IsFault && headers.Sequence is not null ? MessageKind.Message : headers.Kind;
        var sequence = headers.Sequence is { } place ? $" {place.Identifier} {place.Number}{(place.IsLast ? " last" : "")}" : "";
        var acknowledgements = string.Concat(headers.Acknowledgements.Select(acknowledgement =>
            $" acknowledges {acknowledgement.Identifier}: {string.Join(',', acknowledgement.Ranges.Select(range => $"{range.Lower}-{range.Upper}"))}"
            + (acknowledgement.IsFinal ? " final" : "")));
        return $"{kind}{sequence}{acknowledgements}";
    }
}
