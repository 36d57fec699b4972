namespace Parley.Channels;

/// <summary>
/// Offered by GetProperty of a binding element whose security sessions are made of messages that go by themselves: its channels have a session, and
/// nothing below keeps the order of the messages, or all of them.
/// </summary>
internal sealed class DatagramConversations
{
    private DatagramConversations()
    {
    }

    public static DatagramConversations Instance { get; } = new();
}
