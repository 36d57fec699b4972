namespace Parley.Claims.Saml;

/// <summary>The name of a subject (SAML 2.0 core, section 2.2.2; SAML 1.1 core, section 2.4.2.2).</summary>
/// <param name="Value">The name.</param>
internal sealed record NameIdentifier(string Value)
{
    /// <summary>The URI of its format.</summary>
    public string? Format { get; init; }

    /// <summary>The domain that it belongs to.</summary>
    public string? NameQualifier { get; init; }

    /// <summary>The service that it is for (2.0).</summary>
    public string? ServiceNameQualifier { get; init; }

    /// <summary>The name that the service has for the same subject (2.0).</summary>
    public string? ServiceProvidedId { get; init; }
}
