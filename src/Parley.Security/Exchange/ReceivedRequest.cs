using Parley.Channels;

namespace Parley.Security;

/// <summary>A request that was verified.</summary>
/// <param name="Message">What was signed, decrypted. It says who sent it by its SecurityMessageProperty.</param>
/// <param name="Reply">By what a reply is protected. To be disposed when the exchange is over.</param>
internal readonly record struct ReceivedRequest(Message Message, ReplySecurity Reply);
