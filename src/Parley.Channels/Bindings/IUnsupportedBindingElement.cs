namespace Parley.Channels;

/// <summary>
/// Stands in a binding for what the library cannot do. The binding can be made, copied and looked at; it builds no channel of
/// any shape, and says so.
/// </summary>
internal interface IUnsupportedBindingElement
{
    /// <summary>Why no channel is built, and which settings work.</summary>
    /// <param name="binding">The binding that the element stands in.</param>
    NotSupportedException Refuse(Binding binding);
}
