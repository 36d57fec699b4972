namespace Parley.IdentityModel.Services;

/// <summary>Defaults of session authentication.</summary>
public static class SessionAuthenticationDefaults
{
    /// <summary>The name of the authentication scheme: Session.</summary>
    public const string AuthenticationScheme = "Session";
}
