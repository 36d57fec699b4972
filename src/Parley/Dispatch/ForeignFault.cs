namespace Parley.Dispatcher;

/// <summary>Knows the fault exceptions of the libraries that code comes from. They cannot be sent as what they are: their types are not known here.</summary>
internal static class ForeignFault
{
    /// <summary>True for a FaultException of WCF or CoreWCF, with and without a detail.</summary>
    internal static bool Is(Exception error)
    {
        for (var type = error.GetType(); type is not null; type = type.BaseType)
        {
            if (type.FullName is "System.ServiceModel.FaultException" or "CoreWCF.FaultException")
            {
                return true;
            }
        }

        return false;
    }
}
