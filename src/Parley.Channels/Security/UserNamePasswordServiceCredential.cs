using System.Security.Principal;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;

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
        AsyncUserNamePasswordValidator = other.AsyncUserNamePasswordValidator;
        IncludeWindowsGroups = other.IncludeWindowsGroups;
    }

    /// <summary>
    /// Who checks. Default <see cref="UserNamePasswordValidationMode.Windows"/>, as in WCF; only <see cref="UserNamePasswordValidationMode.Custom"/>
    /// can be used, which an <see cref="AsyncUserNamePasswordValidator"/> does not need.
    /// </summary>
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

    /// <summary>
    /// The validator that decides where there is no <see cref="CustomUserNamePasswordValidator"/> of the mode Custom. Default null; in an ASP.NET Core
    /// application the one that is registered with the services.
    /// </summary>
    public IUserNamePasswordValidator? AsyncUserNamePasswordValidator { get; set; }

    /// <summary>Whether the groups of a Windows account are collected. Default true; without Windows accounts it has no effect.</summary>
    public bool IncludeWindowsGroups { get; set; } = true;

    private UserNamePasswordValidator? Custom =>
        _userNamePasswordValidationMode == UserNamePasswordValidationMode.Custom ? CustomUserNamePasswordValidator : null;

    /// <summary>The validator that these settings mean.</summary>
    /// <exception cref="InvalidOperationException">The mode is Custom and there is no custom validator.</exception>
    /// <exception cref="NotSupportedException">The mode is another than Custom.</exception>
    public UserNamePasswordValidator CreateValidator() =>
        _userNamePasswordValidationMode == UserNamePasswordValidationMode.Custom
            ? CustomUserNamePasswordValidator ?? throw new InvalidOperationException(
                "The user name validation mode is Custom, but no CustomUserNamePasswordValidator is set.")
            : throw new NotSupportedException(
                $"The user name validation mode {_userNamePasswordValidationMode} is not supported. Set UserNameAuthentication.UserNamePasswordValidationMode to Custom and give a CustomUserNamePasswordValidator.");

    /// <summary>Checks a user name and a password by the validator that these settings mean.</summary>
    /// <param name="userName">The user name.</param>
    /// <param name="password">The password; null counts as empty.</param>
    /// <param name="cancellationToken">Fires when nobody waits any more.</param>
    /// <returns>The user's identity. Its authentication type is the validator's class.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="userName"/> is null.</exception>
    /// <exception cref="SecurityTokenValidationException">The password is not the user's. Other exceptions of a validator pass.</exception>
    /// <exception cref="InvalidOperationException">The mode is Custom and there is no validator.</exception>
    /// <exception cref="NotSupportedException">The mode is another than Custom, and there is no <see cref="AsyncUserNamePasswordValidator"/>.</exception>
    public ValueTask<IIdentity> AuthenticateAsync(string userName, string? password, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userName);
        if (Custom is null && AsyncUserNamePasswordValidator is { } validator)
        {
            return AuthenticateAsync(validator, userName, password ?? string.Empty, cancellationToken);
        }

        var custom = CreateValidator();
        custom.Validate(userName, password ?? string.Empty);
        return new(Identify(userName, custom));
    }

    /// <summary>Refuses settings by which nobody could be checked: better said when the service opens than to the first client.</summary>
    /// <exception cref="InvalidOperationException">There is no validator.</exception>
    /// <exception cref="NotSupportedException">The mode is another than Custom, and there is no <see cref="AsyncUserNamePasswordValidator"/>.</exception>
    internal void ThrowIfNobodyChecks()
    {
        if (Custom is null && AsyncUserNamePasswordValidator is null)
        {
            _ = CreateValidator();
        }
    }

    private static async ValueTask<IIdentity> AuthenticateAsync(
        IUserNamePasswordValidator validator, string userName, string password, CancellationToken cancellationToken) =>
        await validator.ValidateAsync(userName, password, cancellationToken).ConfigureAwait(false)
            ? Identify(userName, validator)
            : throw new SecurityTokenValidationException("The user name is not known, or the password is not the user's.");

    private static GenericIdentity Identify(string userName, object validator) => new(userName, validator.GetType().Name);
}
