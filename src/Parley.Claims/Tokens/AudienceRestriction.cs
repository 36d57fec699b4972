using System.Collections.ObjectModel;
using Parley.IdentityModel.Selectors;

namespace Parley.IdentityModel.Tokens;

/// <summary>For whom tokens must be issued to be taken. WIF documentation: AudienceRestriction.</summary>
public class AudienceRestriction
{
    /// <summary>Creates a restriction that takes no token before audiences are added.</summary>
    public AudienceRestriction()
        : this(AudienceUriMode.Always)
    {
    }

    /// <summary>Creates a restriction.</summary>
    /// <param name="audienceMode">Which tokens must say whom they are for.</param>
    public AudienceRestriction(AudienceUriMode audienceMode) => AudienceMode = audienceMode;

    /// <summary>Which tokens must say whom they are for; all when nothing is said.</summary>
    public AudienceUriMode AudienceMode { get; set; }

    /// <summary>Under which URIs this application is known: its realm. Compared as URIs: the case of the host does not count, nor the slash after it. It must not be empty.</summary>
    public Collection<Uri> AllowedAudienceUris { get; } = [];
}
