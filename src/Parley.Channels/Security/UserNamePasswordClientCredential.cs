namespace Parley.Security;

/// <summary>The user name and password that a client shows. WCF documentation: UserNamePasswordClientCredential.</summary>
public sealed class UserNamePasswordClientCredential
{
    internal UserNamePasswordClientCredential()
    {
    }

    internal UserNamePasswordClientCredential(UserNamePasswordClientCredential other)
    {
        UserName = other.UserName;
        Password = other.Password;
    }

    /// <summary>The name; null for none.</summary>
    public string? UserName { get; set; }

    /// <summary>The password; null for none.</summary>
    public string? Password { get; set; }
}
