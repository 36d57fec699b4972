namespace Parley.IdentityModel.Claims;

/// <summary>What a claim's subject has by it. WCF documentation: Rights.</summary>
public static class Rights
{
    /// <summary>The claim tells who the subject is.</summary>
    public static string Identity => "http://schemas.xmlsoap.org/ws/2005/05/identity/right/identity";

    /// <summary>The subject has what the claim says.</summary>
    public static string PossessProperty => "http://schemas.xmlsoap.org/ws/2005/05/identity/right/possessproperty";
}
