namespace Parley;

/// <summary>How long a service object serves. WCF documentation: InstanceContextMode.</summary>
public enum InstanceContextMode
{
    /// <summary>One instance context for each session; one for each call where the channel has no session.</summary>
    PerSession,

    /// <summary>A new instance context for each call.</summary>
    PerCall,

    /// <summary>One instance context for the host's whole life.</summary>
    Single,
}
