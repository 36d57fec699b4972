namespace Parley.FaultProxy;

/// <summary>Which way a message goes.</summary>
public enum NetworkDirection
{
    /// <summary>From who connected to who was connected to.</summary>
    ToService,

    /// <summary>Back.</summary>
    ToClient,
}
