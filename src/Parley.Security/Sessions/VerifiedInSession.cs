namespace Parley.Security;

/// <summary>A message of a session that was verified.</summary>
/// <param name="Message">What was signed, decrypted.</param>
/// <param name="Name">The context that protected it.</param>
/// <param name="Verdict">What is to be said of its key.</param>
/// <param name="Key">The key, under a lease that is the receiver's now.</param>
/// <param name="Owner">Whose key it is.</param>
/// <param name="Signature">The value of the signature, which a reply may have to confirm.</param>
internal readonly record struct VerifiedInSession(VerifiedMessage Message, ContextName Name, KeyVerdict Verdict, ContextKey Key, object Owner, byte[] Signature);
