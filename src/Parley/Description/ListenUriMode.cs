namespace Parley.Description;

/// <summary>Whether an endpoint listens at the URI given or at one made unique. Source: WCF documentation, ListenUriMode.</summary>
public enum ListenUriMode
{
    /// <summary>The listener uses the listen URI as it is. The default.</summary>
    Explicit,

    /// <summary>The listener makes the URI unique: a free port, or a path of its own.</summary>
    Unique,
}
