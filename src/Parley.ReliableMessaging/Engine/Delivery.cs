namespace Parley.ReliableMessaging;

/// <summary>A message for the application.</summary>
/// <param name="Number">The message's number; for a reply, the number of the request that it answers.</param>
/// <param name="Payload">The message; nothing for a request that was taken without a reply.</param>
/// <param name="HasPayload">False when a request was taken and has no reply.</param>
internal readonly record struct Delivery<T>(long Number, T? Payload, bool HasPayload = true);
