using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.Security.Tokens;

namespace Parley.Security;

/// <summary>Builds the channels of a binding whose messages are protected by a secure session.</summary>
internal static class SecureSessions
{
    /// <summary>The category of the log.</summary>
    public const string LogCategory = "Parley.Security";

    /// <summary>Whether a client's channels of a shape can be built.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="element">The binding's element, whose protecting (or endorsing) token is the session's.</param>
    /// <param name="token">The session's token.</param>
    /// <param name="context">The elements below, and the parameters.</param>
    public static bool CanBuildFactory<TChannel>(SecurityBindingElement element, SecureConversationSecurityTokenParameters token, BindingContext context) =>
        typeof(TChannel) == (token.RequireCancellation ? typeof(IRequestSessionChannel) : typeof(IRequestChannel)) ? context.CanBuildInnerChannelFactory<IRequestChannel>()
            : token.RequireCancellation && typeof(TChannel) == typeof(IDuplexSessionChannel)
                && (context.CanBuildInnerChannelFactory<IDuplexSessionChannel>() || context.CanBuildInnerChannelFactory<IDuplexChannel>());

    /// <summary>Whether an element makes sessions of messages that go by themselves, both ways: there are no connections below.</summary>
    /// <param name="element">The binding's element.</param>
    /// <param name="context">The elements below.</param>
    public static bool IsOverDatagrams(SecurityBindingElement element, BindingContext context) =>
        element.SessionToken is { RequireCancellation: true }
        && !context.CanBuildInnerChannelFactory<IDuplexSessionChannel>() && context.CanBuildInnerChannelFactory<IDuplexChannel>();

    /// <summary>Builds a client's channels.</summary>
    /// <inheritdoc cref="CanBuildFactory"/>
    public static IChannelFactory<TChannel> BuildFactory<TChannel>(
        SecurityBindingElement element, SecureConversationSecurityTokenParameters token, BindingContext context)
    {
        if (!CanBuildFactory<TChannel>(element, token, context))
        {
            throw WrongShape<TChannel>(token, context);
        }

        CheckBelow(element, token, context);
        var client = CreateClient(element, token, context);
        if (!token.RequireCancellation)
        {
            return (IChannelFactory<TChannel>)(object)new StatefulChannelFactory(client, element.LocalClientSettings, context);
        }

        IChannelFactory factory = typeof(TChannel) == typeof(IRequestSessionChannel)
            ? new ConversationChannelFactory<IRequestSessionChannel, IRequestChannel>(
                client, context, static (factory, client, create) => new ConversationRequestChannel(factory, client, create()))
            : IsOverDatagrams(element, context)
            ? new ConversationChannelFactory<IDuplexSessionChannel, IDuplexChannel>(
                client, context, static (factory, client, create) => new ClientDatagramConversation(factory, client, create))
            : new ConversationChannelFactory<IDuplexSessionChannel, IDuplexSessionChannel>(
                client, context, static (factory, client, create) => new ClientConversationChannel(factory, client, create));
        return (IChannelFactory<TChannel>)factory;
    }

    /// <summary>Whether a service's channels of a shape can be built.</summary>
    /// <inheritdoc cref="CanBuildFactory"/>
    public static bool CanBuildListener<TChannel>(SecurityBindingElement element, SecureConversationSecurityTokenParameters token, BindingContext context)
        where TChannel : class, IChannel =>
        typeof(TChannel) == (token.RequireCancellation ? typeof(IReplySessionChannel) : typeof(IReplyChannel)) ? context.CanBuildInnerChannelListener<IReplyChannel>()
            : token.RequireCancellation && typeof(TChannel) == typeof(IDuplexSessionChannel)
                && (context.CanBuildInnerChannelListener<IDuplexSessionChannel>() || context.CanBuildInnerChannelListener<IDuplexChannel>());

    /// <summary>Builds a service's channels.</summary>
    /// <inheritdoc cref="CanBuildFactory"/>
    public static IChannelListener<TChannel> BuildListener<TChannel>(
        SecurityBindingElement element, SecureConversationSecurityTokenParameters token, BindingContext context)
        where TChannel : class, IChannel
    {
        if (!CanBuildListener<TChannel>(element, token, context))
        {
            throw WrongShape<TChannel>(token, context);
        }

        CheckBelow(element, token, context);
        if (!token.RequireCancellation)
        {
            return (IChannelListener<TChannel>)(object)new StatefulListener(CreateStateful(element, token, context), context);
        }

        var service = CreateService(element, token, context);
        IChannelListener listener = typeof(TChannel) == typeof(IReplySessionChannel) ? new ExchangeListener(service, context)
            : IsOverDatagrams(element, context) ? new DatagramListener(service, context)
            : new DuplexListener(service, context);
        return (IChannelListener<TChannel>)listener;
    }

    // Tokens are asked for over the same channels.
    private static void CheckBelow(SecurityBindingElement element, SecureConversationSecurityTokenParameters token, BindingContext context)
    {
        SecureShapes.CheckBelow(element, context);
        SecureShapes.CheckBelow(RequireBootstrap(token, context), context);
    }

    private static SessionClient CreateClient(SecurityBindingElement element, SecureConversationSecurityTokenParameters token, BindingContext context)
    {
        var settings = element.LocalClientSettings;
        if (settings.SessionKeyRolloverInterval > settings.SessionKeyRenewalInterval)
        {
            throw new InvalidOperationException(
                $"LocalClientSettings.SessionKeyRolloverInterval is {settings.SessionKeyRolloverInterval}, which is longer than "
                + $"SessionKeyRenewalInterval ({settings.SessionKeyRenewalInterval}). Make it shorter.");
        }

        var parameters = context.BindingParameters;
        var bootstrap = RequireBootstrap(token, context);
        var issue = SecurityPolicy.CreateClient(bootstrap, parameters, token.BootstrapProtectionRequirements);
        var renew = SecurityPolicy.CreateClient(Endorsed(bootstrap, token), parameters, token.BootstrapProtectionRequirements);
        var policy = SecurityPolicy.CreateClient(element, parameters);
        return new SessionClient
        {
            Protection = new SessionProtection(policy, token),
            CreateBootstrap = (to, endorsement) => endorsement is { } context
                ? ExchangeClientProtection.Create(renew, to, new RenewalTokens(context.Name, context.Key, renew.Profile))
                : ExchangeClientProtection.Create(issue, to),
            Agreement = AgreementOf(element),
            Renewal = new ConversationRenewal(
                token.CanRenewSession, settings.SessionKeyRenewalInterval, settings.CookieRenewalThresholdPercentage, settings.SessionKeyRolloverInterval),
            Version = VersionOf(context),
            Clock = policy.Time,
            SendTimeout = context.Binding.SendTimeout,
            Reconnects = settings.ReconnectTransportOnFailure,
            IsReliable = parameters.Find<InfrastructureMessages>() is not null,
        };
    }

    private static SessionService CreateService(SecurityBindingElement element, SecureConversationSecurityTokenParameters token, BindingContext context)
    {
        var policy = SecurityPolicy.CreateService(element, context.BindingParameters);
        var table = new SecureSessionTable(
            SessionLimits.Create(element.LocalServiceSettings, context.Binding.ReceiveTimeout, token.CanRenewSession), policy.Time);
        var log = CreateLog(context);
        var contexts = new SessionContexts(table);
        return new SessionService
        {
            Protection = new SessionProtection(policy, token),
            Trust = CreateTrust(token, TrustProtocol.Of(element.MessageSecurityVersion), context, new TokenIssuer(AgreementOf(element), table, null, policy.Time), contexts, log),
            Table = table,
            Contexts = contexts,
            Log = log,
            Address = context.ListenUri,
            SendTimeout = context.Binding.SendTimeout,
            Reconnects = element.LocalServiceSettings.ReconnectTransportOnFailure,
            IsReliable = context.BindingParameters.Find<InfrastructureMessages>() is not null,
        };
    }

    private static StatefulService CreateStateful(SecurityBindingElement element, SecureConversationSecurityTokenParameters token, BindingContext context)
    {
        var encoder = context.BindingParameters.Find<ISecureConversationCredentials>()?.SecureConversationAuthentication.SecurityStateEncoder
            ?? context.BindingParameters.Find<SecurityStateEncoder>()
            ?? throw new InvalidOperationException(
                $"The binding '{context.Binding.Name}' has tokens that carry their own state, and nothing protects that. "
                + "Set ServiceCredentials.SecureConversationAuthentication.SecurityStateEncoder; a host on ASP.NET Core has one by default.");
        var settings = element.LocalServiceSettings;
        var policy = SecurityPolicy.CreateService(element, context.BindingParameters);
        var tokens = new StatefulContexts(encoder, settings.IssuedCookieLifetime, settings.MaxCachedCookies, policy.Time, ScopeOf(token, context));
        var log = CreateLog(context);
        return new StatefulService
        {
            Protection = new SessionProtection(policy, token),
            Trust = CreateTrust(token, TrustProtocol.Of(element.MessageSecurityVersion), context, new TokenIssuer(AgreementOf(element), null, tokens, policy.Time), null, log),
            Tokens = tokens,
            Log = log,
            Address = context.ListenUri,
            Clock = policy.Time,
        };
    }

    /// <summary>
    /// What tells an endpoint from others that may share its encoder, and is the same in every process of a farm: its path, and how its clients prove
    /// themselves.
    /// </summary>
    private static string ScopeOf(SecureConversationSecurityTokenParameters token, BindingContext context)
    {
        var bootstrap = RequireBootstrap(token, context);
        var main = bootstrap switch
        {
            SymmetricSecurityBindingElement symmetric => symmetric.ProtectionTokenParameters?.GetType().Name,
            AsymmetricSecurityBindingElement asymmetric => asymmetric.InitiatorTokenParameters?.GetType().Name,
            _ => null,
        };
        var supporting = string.Join(',', bootstrap.EndpointSupportingTokenParameters.All.Select(parameters => parameters.GetType().Name).Order(StringComparer.Ordinal));
        return $"{context.ListenUri.AbsolutePath}|{bootstrap.GetType().Name}|{main}|{supporting}";
    }

    private static ServiceTrust CreateTrust(
        SecureConversationSecurityTokenParameters token, TrustProtocol protocol, BindingContext context, TokenIssuer issuer, IContextKeys? contexts, SessionLog log)
    {
        var parameters = context.BindingParameters;
        var bootstrap = RequireBootstrap(token, context);
        var issue = ExchangeServiceProtection.Create(SecurityPolicy.CreateService(bootstrap, parameters, token.BootstrapProtectionRequirements));
        var renew = contexts is null
            ? issue
            : ExchangeServiceProtection.Create(
                SecurityPolicy.CreateService(Endorsed(bootstrap, token), parameters, token.BootstrapProtectionRequirements),
                keys => new RenewalResolver(keys, contexts));
        return new ServiceTrust(protocol, issue, renew, issuer, log, context.ListenUri);
    }

    private static KeyAgreement AgreementOf(SecurityBindingElement element) => new(element.KeyEntropyMode, element.DefaultAlgorithmSuite);

    private static SessionLog CreateLog(BindingContext context) =>
        new((context.BindingParameters.Find<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger(LogCategory));

    private static SecurityBindingElement RequireBootstrap(SecureConversationSecurityTokenParameters token, BindingContext context) => token.BootstrapSecurityBindingElement switch
    {
        null => throw new InvalidOperationException(
            $"The binding '{context.Binding.Name}' has secure sessions, and does not say by which security their tokens are asked for. Set BootstrapSecurityBindingElement of its SecureConversationSecurityTokenParameters."),
        { SessionToken: not null } => throw new InvalidOperationException(
            $"The binding '{context.Binding.Name}' asks for the tokens of its secure sessions in another secure session. Give the bootstrap a security of its own."),
        var bootstrap => bootstrap,
    };

    /// <summary>The bootstrap of a request for a new key: as that for a token, and endorsed by the session's key of today.</summary>
    private static SecurityBindingElement Endorsed(SecurityBindingElement bootstrap, SecureConversationSecurityTokenParameters token)
    {
        var endorsed = (SecurityBindingElement)bootstrap.Clone();
        endorsed.EndpointSupportingTokenParameters.Endorsing.Add(new SecureConversationSecurityTokenParameters { RequireDerivedKeys = token.RequireDerivedKeys });
        return endorsed;
    }

    private static MessageVersion VersionOf(BindingContext context)
    {
        var version = context.GetInnerProperty<MessageVersion>() ?? MessageVersion.Default;
        return version.Addressing == AddressingVersion.None
            ? throw new InvalidOperationException(
                $"Secure sessions need WS-Addressing, and messages of the binding '{context.Binding.Name}' are {version}. Set the encoding's MessageVersion to one with addressing.")
            : version;
    }

    private static ArgumentException WrongShape<TChannel>(SecureConversationSecurityTokenParameters token, BindingContext context) => new(
        token.RequireCancellation
            ? $"The binding '{context.Binding.Name}' makes no secure {typeof(TChannel).Name}. Over transports with requests and replies (HTTP) clients have IRequestSessionChannel and services "
                + "IReplySessionChannel; over connections (TCP, local sockets), and over HTTP both ways (CompositeDuplexBindingElement), both have IDuplexSessionChannel."
            : $"The binding '{context.Binding.Name}' has tokens that carry their own state (RequireCancellation of the secure session's token is false): the service keeps nothing of a session, so that "
                + $"there is no {typeof(TChannel).Name}. Clients have IRequestChannel and services IReplyChannel. For contracts with sessions or callbacks, set RequireCancellation to true.",
        nameof(TChannel));
}
