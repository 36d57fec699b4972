namespace Parley.IdentityModel.Selectors;

/// <summary>
/// Decides about user names and passwords without holding up a thread: by a database, or ASP.NET Core Identity. In an ASP.NET Core application one
/// that is registered with the services, of any lifetime, checks the user names of all services that have no validator of their own. Beside WCF's
/// <see cref="UserNamePasswordValidator"/>.
/// </summary>
/// <example>
/// <code>
/// internal sealed class Users(UserManager&lt;IdentityUser&gt; users) : IUserNamePasswordValidator
/// {
///     public async ValueTask&lt;bool&gt; ValidateAsync(string userName, string password, CancellationToken cancellationToken) =>
///         await users.FindByNameAsync(userName) is { } user &amp;&amp; await users.CheckPasswordAsync(user, password);
/// }
/// </code>
/// </example>
public interface IUserNamePasswordValidator
{
    /// <summary>Tells whether the password is the user's.</summary>
    /// <param name="userName">The user name, as the client sent it.</param>
    /// <param name="password">The password; empty when the client sent none.</param>
    /// <param name="cancellationToken">Fires when nobody waits any more.</param>
    /// <returns>False for a user who is not known, too. An exception means the same to the client, and is logged.</returns>
    ValueTask<bool> ValidateAsync(string userName, string password, CancellationToken cancellationToken);
}
