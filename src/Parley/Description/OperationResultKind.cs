namespace Parley.Description;

/// <summary>How a method of a contract gives its result.</summary>
internal enum OperationResultKind
{
    /// <summary>The method returns when the call is done; its return value is the result.</summary>
    Synchronous,

    /// <summary>The method returns a <see cref="System.Threading.Tasks.Task"/>, without a result.</summary>
    Task,

    /// <summary>The method returns a <see cref="System.Threading.Tasks.Task{TResult}"/>.</summary>
    TaskOfResult,

    /// <summary>The method returns a <see cref="System.Threading.Tasks.ValueTask"/>, without a result.</summary>
    ValueTask,

    /// <summary>The method returns a <see cref="System.Threading.Tasks.ValueTask{TResult}"/>.</summary>
    ValueTaskOfResult,
}
