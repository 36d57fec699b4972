using System.Security.Cryptography.X509Certificates;

namespace Parley.Security;

/// <summary>A token in a received security header. Whoever made its key disposes it: the header's reader those of encrypted and derived keys.</summary>
/// <param name="Id">Its identifier in the header; null when it is referred to from outside only.</param>
internal abstract record ReceivedToken(string? Id)
{
    /// <summary>The symmetric key that it stands for; null when there is none.</summary>
    public virtual SecretKey? Key => null;

    /// <summary>The token from which this one is derived; itself when it is not.</summary>
    public virtual ReceivedToken Source => this;

    /// <summary>A certificate.</summary>
    public sealed record X509(string? Id, X509Certificate2 Certificate) : ReceivedToken(Id);

    /// <summary>A user's name and password.</summary>
    public sealed record UserName(string? Id, string Name, string Password) : ReceivedToken(Id)
    {
        /// <summary>Without the password.</summary>
        public override string ToString() => $"UserName {Name}";
    }

    /// <summary>A key that was encrypted for us, here or in the message that this one answers.</summary>
    /// <param name="Id">Its identifier.</param>
    /// <param name="Secret">The key.</param>
    /// <param name="Sha1">The SHA-1 digest of its cipher text, by which other messages refer to it.</param>
    public sealed record EncryptedKey(string? Id, SecretKey Secret, byte[] Sha1) : ReceivedToken(Id)
    {
        public override SecretKey Key => Secret;
    }

    /// <summary>A security context.</summary>
    public sealed record SecurityContext(string? Id, string Identifier, string? Instance, SecretKey Secret) : ReceivedToken(Id)
    {
        public override SecretKey Key => Secret;
    }

    /// <summary>A key derived from another token's.</summary>
    public sealed record DerivedKey(string? Id, ReceivedToken Parent, SecretKey Secret) : ReceivedToken(Id)
    {
        public override SecretKey Key => Secret;

        public override ReceivedToken Source => Parent.Source;
    }
}
