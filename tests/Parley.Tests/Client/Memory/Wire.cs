using System.Runtime.CompilerServices;
using Parley.Channels;

namespace Parley.Tests.Client.Memory;

/// <summary>Short ways to factories and replies of the tests.</summary>
internal static class Wire
{
    public static readonly EndpointAddress Address = new("memory://peer/service");

    public static ChannelFactory<T> Factory<T>(MemoryPeer peer, params Type[] shapes) => Factory<T>(new MemoryTransport(peer, shapes));

    public static ChannelFactory<T> Factory<T>(MemoryTransport transport)
    {
        var factory = new ChannelFactory<T>(new CustomBinding(transport), Address);
        factory.Endpoint.Behaviors.Add(new WordsBehavior());
        return factory;
    }

    /// <summary>A peer that says what it was told, in words.</summary>
    public static MemoryPeer EchoPeer() => new() { Answer = static request => new ValueTask<Message?>(Reply(request, request.GetBody<string>())) };

    public static Message Reply(Message request, string text)
    {
        var reply = Message.CreateMessage(request.Version, request.Headers.Action + "Response", (object)text);
        reply.Headers.RelatesTo = request.Headers.MessageId;
        return reply;
    }

    /// <summary>Turns a hang into a failure.</summary>
    public static Task<T> Soon<T>(this Task<T> task, [CallerArgumentExpression(nameof(task))] string what = "") => Guard(task, what);

    public static async Task Soon(this Task task, [CallerArgumentExpression(nameof(task))] string what = "") =>
        await Guard(Wrap(task), what);

    public static Task<T> Soon<T>(this ValueTask<T> task, [CallerArgumentExpression(nameof(task))] string what = "") => Guard(task.AsTask(), what);

    public static Task Soon(this ValueTask task, [CallerArgumentExpression(nameof(task))] string what = "") => task.AsTask().Soon(what);

    private static async Task<bool> Wrap(Task task)
    {
        await task;
        return true;
    }

    private static async Task<T> Guard<T>(Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new InvalidOperationException($"{what} did not end.");
        }
    }
}
