namespace Parley.Security;

/// <summary>The kinds of places that a signature may cover.</summary>
internal enum EnvelopePartKind
{
    /// <summary>The Body element.</summary>
    Body,

    /// <summary>A header block.</summary>
    Header,

    /// <summary>An element in the security header.</summary>
    SecurityElement,
}
