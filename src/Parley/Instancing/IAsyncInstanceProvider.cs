namespace Parley.Dispatcher;

/// <summary>An instance provider whose objects are disposed asynchronously.</summary>
internal interface IAsyncInstanceProvider : IInstanceProvider
{
    /// <summary>Takes back a service object whose time is over.</summary>
    /// <param name="instanceContext">The instance context.</param>
    /// <param name="instance">The service object.</param>
    ValueTask ReleaseInstanceAsync(InstanceContext instanceContext, object instance);
}
