using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

/// <summary>Messages with a line of text.</summary>
internal static class Texts
{
    public static Message Create(MessageVersion version, string text) => Message.CreateMessage(version, "urn:tests/say", text);

    public static ValueTask SayAsync(this IOutputChannel channel, string text, CancellationToken cancellationToken = default)
        => channel.SendAsync(Create(MessageVersion.Soap12WSAddressing10, text), cancellationToken);

    public static async Task<string?> HearAsync(this IInputChannel channel)
    {
        using var message = await channel.ReceiveAsync();
        return message?.GetBody<string>();
    }
}
