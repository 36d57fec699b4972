using Parley.Channels;

namespace Parley.FunctionalTests.Framing;

/// <summary>The messages of these tests: a text in the body.</summary>
internal static class Messages
{
    public const string Action = "urn:test/echo";

    public static Message Create(string text) => Message.CreateMessage(MessageVersion.Default, Action, text);

    public static string Read(Message? message)
    {
        Assert.NotNull(message);
        using (message)
        {
            return message.GetBody<string>();
        }
    }

    public static Message EchoOf(Message message)
    {
        using (message)
        {
            return Message.CreateMessage(message.Version, Action + "Response", message.GetBody<string>());
        }
    }

    public static async ValueTask DisposeAsyncOrAbort(this ICommunicationObject communicationObject)
    {
        if (communicationObject.State == CommunicationState.Opened)
        {
            await communicationObject.CloseAsync();
        }
        else
        {
            communicationObject.Abort();
        }
    }
}
