namespace Parley.Dispatcher;

/// <summary>Tells the dispatcher that an instance context which was kept may be closed. WCF documentation: InstanceContextIdleCallback.</summary>
/// <param name="instanceContext">The instance context.</param>
public delegate void InstanceContextIdleCallback(InstanceContext instanceContext);
