namespace Parley.Dispatcher;

/// <summary>Decides who may call an operation.</summary>
internal interface IOperationAuthorizer
{
    /// <summary>Whether the caller may call the operation.</summary>
    /// <param name="operationContext">The call, and what is known of its caller.</param>
    ValueTask<bool> AuthorizeAsync(OperationContext operationContext);
}
