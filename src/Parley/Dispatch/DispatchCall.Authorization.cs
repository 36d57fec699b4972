namespace Parley.Dispatcher;

/// <summary>Whether the caller may call: first what decides for the service, then what decides for the operation.</summary>
internal sealed partial class DispatchCall
{
    private bool NeedsAuthorization => Runtime.Authorization is not null || _operation!.Authorizer is not null;

    /// <exception cref="AccessDeniedException">The caller may not call the operation.</exception>
    private async ValueTask AuthorizeAsync()
    {
        var context = _operationContext!;
        if (Runtime.Authorization is { } manager)
        {
            var message = _message;
            var isAllowed = manager.CheckAccess(context, ref message);
            if (!ReferenceEquals(message, _message))
            {
                _message = message;
                context.ReplaceRequest(message);
            }

            if (!isAllowed)
            {
                throw Deny(manager);
            }
        }

        if (_operation!.Authorizer is { } authorizer && !await authorizer.AuthorizeAsync(context).ConfigureAwait(false))
        {
            throw Deny(authorizer);
        }
    }

    private AccessDeniedException Deny(object decider)
    {
        var caller = _operationContext!.ServiceSecurityContext?.PrimaryIdentity.Name;
        Table.Log.AccessDenied(string.IsNullOrEmpty(caller) ? "(anonymous)" : DispatchFaults.Shorten(caller), _operation!.Name, decider.GetType().Name);
        return new AccessDeniedException();
    }
}
