using Microsoft.Extensions.DependencyInjection;
using Parley.IdentityModel.Selectors;

namespace Parley.Security;

/// <summary>Lets the validator that an application has registered decide, in a scope of its own for each user name.</summary>
internal sealed class ScopedUserNamePasswordValidator(IServiceProvider services) : IUserNamePasswordValidator
{
    /// <summary>Makes the service use the application's validator, where there is one and the service has none of its own.</summary>
    internal static void AddTo(UserNamePasswordServiceCredential users, IServiceProvider services)
    {
        if (users.AsyncUserNamePasswordValidator is null
            && services.GetService<IServiceProviderIsService>()?.IsService(typeof(IUserNamePasswordValidator)) == true)
        {
            users.AsyncUserNamePasswordValidator = new ScopedUserNamePasswordValidator(services);
        }
    }

    public async ValueTask<bool> ValidateAsync(string userName, string password, CancellationToken cancellationToken)
    {
        var scope = services.CreateAsyncScope();
        await using var leaving = scope.ConfigureAwait(false);
        return await scope.ServiceProvider.GetRequiredService<IUserNamePasswordValidator>()
            .ValidateAsync(userName, password, cancellationToken).ConfigureAwait(false);
    }
}
