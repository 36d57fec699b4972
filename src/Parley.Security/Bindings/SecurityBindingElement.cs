using Parley.Security;
using Parley.Security.Tokens;

namespace Parley.Channels;

/// <summary>
/// Protects messages by WS-Security. It stands above the elements for encoding and transport. Make one of the usual kinds by the methods
/// Create…, and change its settings. WCF documentation: SecurityBindingElement.
/// </summary>
public abstract partial class SecurityBindingElement : BindingElement, IConversationSecurity
{
    private readonly Dictionary<string, SupportingTokenParameters> _operationTokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SupportingTokenParameters> _optionalOperationTokens = new(StringComparer.Ordinal);

    private protected SecurityBindingElement()
    {
        EndpointSupportingTokenParameters = new();
        OptionalEndpointSupportingTokenParameters = new();
        LocalClientSettings = new();
        LocalServiceSettings = new();
    }

    private protected SecurityBindingElement(SecurityBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
        AllowInsecureTransport = elementToBeCloned.AllowInsecureTransport;
        DefaultAlgorithmSuite = elementToBeCloned.DefaultAlgorithmSuite;
        EnableUnsecuredResponse = elementToBeCloned.EnableUnsecuredResponse;
        IncludeTimestamp = elementToBeCloned.IncludeTimestamp;
        KeyEntropyMode = elementToBeCloned.KeyEntropyMode;
        MessageSecurityVersion = elementToBeCloned.MessageSecurityVersion;
        ProtectTokens = elementToBeCloned.ProtectTokens;
        SecurityHeaderLayout = elementToBeCloned.SecurityHeaderLayout;
        EndpointSupportingTokenParameters = elementToBeCloned.EndpointSupportingTokenParameters.Clone();
        OptionalEndpointSupportingTokenParameters = elementToBeCloned.OptionalEndpointSupportingTokenParameters.Clone();
        LocalClientSettings = elementToBeCloned.LocalClientSettings.Clone();
        LocalServiceSettings = elementToBeCloned.LocalServiceSettings.Clone();
        foreach (var (action, tokens) in elementToBeCloned._operationTokens)
        {
            _operationTokens.Add(action, tokens.Clone());
        }

        foreach (var (action, tokens) in elementToBeCloned._optionalOperationTokens)
        {
            _optionalOperationTokens.Add(action, tokens.Clone());
        }
    }

    /// <summary>Whether credentials may be sent over a transport that says that it does not protect them. For tests and for TLS that ends before the service. Default false.</summary>
    public bool AllowInsecureTransport { get; set; }

    /// <summary>The algorithms, and the lengths of keys. Default Basic256.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public SecurityAlgorithmSuite DefaultAlgorithmSuite
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = SecurityAlgorithmSuite.Default;

    /// <summary>Whether a protected request may have an answer that is not protected. Default false.</summary>
    public bool EnableUnsecuredResponse { get; set; }

    /// <summary>The tokens that all messages of the client have beside the one that protects them.</summary>
    public SupportingTokenParameters EndpointSupportingTokenParameters { get; }

    /// <summary>Whether messages say when they were made and how long they are valid. Replays cannot be found without. Default true.</summary>
    public bool IncludeTimestamp { get; set; } = true;

    /// <summary>Who gives the random bytes of issued keys. Default CombinedEntropy.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public SecurityKeyEntropyMode KeyEntropyMode
    {
        get;
        set => field = Defined.Value(value, nameof(KeyEntropyMode));
    } = SecurityKeyEntropyMode.CombinedEntropy;

    /// <summary>Settings of the client's side.</summary>
    public LocalClientSecuritySettings LocalClientSettings { get; }

    /// <summary>Settings of the service's side.</summary>
    public LocalServiceSecuritySettings LocalServiceSettings { get; }

    /// <summary>The versions of the specifications. Default <see cref="MessageSecurityVersion.Default"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public MessageSecurityVersion MessageSecurityVersion
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = MessageSecurityVersion.Default;

    /// <summary>The tokens that messages of an action have beside the endpoint's. The key is the action.</summary>
    public IDictionary<string, SupportingTokenParameters> OperationSupportingTokenParameters => _operationTokens;

    /// <summary>Tokens that messages of the client may have.</summary>
    public SupportingTokenParameters OptionalEndpointSupportingTokenParameters { get; }

    /// <summary>Tokens that messages of an action may have. The key is the action.</summary>
    public IDictionary<string, SupportingTokenParameters> OptionalOperationSupportingTokenParameters => _optionalOperationTokens;

    /// <summary>Whether a signature covers the token whose key made it. Default false.</summary>
    public bool ProtectTokens { get; set; }

    /// <summary>The order of the elements of the security header. Default Strict.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public SecurityHeaderLayout SecurityHeaderLayout
    {
        get;
        set => field = Defined.Value(value, nameof(SecurityHeaderLayout));
    }

    /// <summary>Sets whether messages are protected by keys that are derived from those of the tokens, for all tokens of the binding.</summary>
    /// <param name="requireDerivedKeys">The value for each token that has a symmetric key.</param>
    public virtual void SetKeyDerivation(bool requireDerivedKeys)
    {
        EndpointSupportingTokenParameters.SetKeyDerivation(requireDerivedKeys);
        OptionalEndpointSupportingTokenParameters.SetKeyDerivation(requireDerivedKeys);
        foreach (var tokens in _operationTokens.Values)
        {
            tokens.SetKeyDerivation(requireDerivedKeys);
        }

        foreach (var tokens in _optionalOperationTokens.Values)
        {
            tokens.SetKeyDerivation(requireDerivedKeys);
        }
    }
}
