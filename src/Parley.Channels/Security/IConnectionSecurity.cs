namespace Parley.Channels;

/// <summary>
/// A binding element that makes each connection a security session of its own. Nothing that outlives the connection may be tied to it: on a
/// new connection there may be somebody else.
/// </summary>
internal interface IConnectionSecurity
{
}
