using Parley.IdentityModel.Selectors;

namespace Parley.Security;

/// <summary>How a service checks user names and passwords. WCF documentation: UserNamePasswordServiceCredential.</summary>
public sealed class UserNamePasswordServiceCredential
{
    private UserNamePasswordValidationMode _userNamePasswordValidationMode = UserNamePasswordValidationMode.Windows;

    internal UserNamePasswordServiceCredential()
    {
    }

    internal UserNamePasswordServiceCredential(UserNamePasswordServiceCredential other)
    {
        _userNamePasswordValidationMode = other._userNamePasswordValidationMode;
        CustomUserNamePasswordValidator = other.CustomUserNamePasswordValidator;
        IncludeWindowsGroups = other.IncludeWindowsGroups;
    }

    /// <summary>Who checks. Default <see cref="UserNamePasswordValidationMode.Windows"/>, as in WCF; only <see cref="UserNamePasswordValidationMode.Custom"/> can be used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public UserNamePasswordValidationMode UserNamePasswordValidationMode
    {
        get => _userNamePasswordValidationMode;
        set
        {
            if (!Enum.IsDefined(value))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "Not a user name validation mode.");
            }

            _userNamePasswordValidationMode = value;
        }
    }

    /// <summary>The validator that decides in the mode <see cref="UserNamePasswordValidationMode.Custom"/>. Default null.</summary>
    public UserNamePasswordValidator? CustomUserNamePasswordValidator { get; set; }

    /// <summary>Whether the groups of a Windows account are collected. Default true; without Windows accounts it has no effect.</summary>
    public bool IncludeWindowsGroups { get; set; } = true;

    /// <summary>The validator that these settings mean.</summary>
    /// <exception cref="InvalidOperationException">The mode is Custom and there is no custom validator.</exception>
    /// <exception cref="NotSupportedException">The mode is another than Custom.</exception>
    public UserNamePasswordValidator CreateValidator() =>
        _userNamePasswordValidationMode == UserNamePasswordValidationMode.Custom
            ? CustomUserNamePasswordValidator ?? throw new InvalidOperationException(
                "The user name validation mode is Custom, but no CustomUserNamePasswordValidator is set.")
            : throw new NotSupportedException(
                $"The user name validation mode {_userNamePasswordValidationMode} is not supported. Set UserNameAuthentication.UserNamePasswordValidationMode to Custom and give a CustomUserNamePasswordValidator.");
}
