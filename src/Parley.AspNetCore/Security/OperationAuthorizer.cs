using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Parley.Dispatcher;

namespace Parley.Security;

/// <summary>
/// Asks ASP.NET Core's authorization about a call: the resource of its handlers is the <see cref="OperationContext"/>. Before that the application may
/// add to what is known of the caller (<see cref="IClaimsTransformation"/>).
/// </summary>
/// <param name="services">The application's services.</param>
/// <param name="findPolicy">What has to be met; null for nothing.</param>
internal sealed class OperationAuthorizer(IServiceProvider services, Func<Task<AuthorizationPolicy?>>? findPolicy) : IOperationAuthorizer
{
    public async ValueTask<bool> AuthorizeAsync(OperationContext operationContext)
    {
        var scope = services.CreateAsyncScope();
        await using var leaving = scope.ConfigureAwait(false);
        if (scope.ServiceProvider.GetService<IClaimsTransformation>() is { } transformation and not NoopClaimsTransformation)
        {
            operationContext.ClaimsPrincipal = await transformation.TransformAsync(operationContext.ClaimsPrincipal).ConfigureAwait(false);
        }

        if (findPolicy is null || await findPolicy().ConfigureAwait(false) is not { } policy)
        {
            return true;
        }

        var result = await scope.ServiceProvider.GetRequiredService<IAuthorizationService>()
            .AuthorizeAsync(operationContext.ClaimsPrincipal, operationContext, policy).ConfigureAwait(false);
        return result.Succeeded;
    }
}
