namespace Parley.IdentityModel.Policy;

/// <summary>Has a name that tells it apart. WCF documentation: IAuthorizationComponent.</summary>
public interface IAuthorizationComponent
{
    /// <summary>The name.</summary>
    string Id { get; }
}
