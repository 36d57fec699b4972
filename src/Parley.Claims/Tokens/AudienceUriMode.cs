namespace Parley.IdentityModel.Selectors;

/// <summary>Whether a token must say that it is for this application. WCF documentation: AudienceUriMode.</summary>
public enum AudienceUriMode
{
    /// <summary>It need not, and nobody looks.</summary>
    Never,

    /// <summary>Every token must.</summary>
    Always,

    /// <summary>Bearer tokens must: those that anybody can use who has them.</summary>
    BearerKeyOnly,
}
