namespace Parley.Security;

/// <summary>Who checks user names and passwords. WCF documentation: UserNamePasswordValidationMode.</summary>
public enum UserNamePasswordValidationMode
{
    /// <summary>Windows accounts. The default of WCF; supported nowhere here, so a service must choose <see cref="Custom"/>.</summary>
    Windows,

    /// <summary>An ASP.NET membership provider. Not supported.</summary>
    MembershipProvider,

    /// <summary>A validator of your own.</summary>
    Custom,
}
