namespace Parley;

/// <summary>Opens a service class at its endpoints. WCF documentation: ServiceHost.</summary>
/// <typeparam name="TService">The service class.</typeparam>
/// <param name="baseAddresses">What relative endpoint addresses are relative to: one address for each scheme.</param>
public class ServiceHost<TService>(params Uri[] baseAddresses) : ServiceHost(typeof(TService), baseAddresses)
    where TService : class;
