using System.Net.Security;
using Parley.Channels;

namespace Parley.Security;

/// <summary>Which shapes of channels there are with which kind of security, and what a binding has to be for that.</summary>
internal static class SecureShapes
{
    /// <summary>Whether messages of a shape can be protected one by one.</summary>
    /// <param name="element">The binding's element.</param>
    /// <param name="shape">The shape.</param>
    public static bool Has(SecurityBindingElement element, Type shape) =>
        IsWithReplies(shape) || IsOneWay(shape) || (IsDuplex(shape) && element is not SymmetricSecurityBindingElement);

    /// <summary>Checks that a binding can protect messages of a shape.</summary>
    /// <param name="element">The binding's element.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="context">The elements below.</param>
    /// <exception cref="InvalidOperationException">The binding has a setting that does not go with message security.</exception>
    /// <exception cref="NotSupportedException">There are no channels of the shape.</exception>
    public static void Check(SecurityBindingElement element, Type shape, BindingContext context)
    {
        CheckBelow(element, context);
        if (Has(element, shape))
        {
            if (IsDuplex(shape) && element is AsymmetricSecurityBindingElement { RequireSignatureConfirmation: true })
            {
                throw new NotSupportedException(
                    $"The binding '{context.Binding.Name}' says that replies confirm signatures, and its contract is duplex: answers there are messages of their own. Set RequireSignatureConfirmation to false.");
            }

            return;
        }

        throw new NotSupportedException(IsDuplex(shape)
            ? $"The binding '{context.Binding.Name}' protects each message by a key of its own for the service's certificate, and its contract or transport is duplex ({shape.Name}): the service "
                + "could not answer. Use a secure session (with the standard bindings, set EstablishSecurityContext to true), or SecurityBindingElement.CreateMutualCertificateDuplexBindingElement."
            : $"The binding '{context.Binding.Name}' has message security, and there are no channels of the shape {shape.Name} with it.");
    }

    /// <summary>Checks that the elements below are such that messages can be protected.</summary>
    /// <param name="element">The binding's element.</param>
    /// <param name="context">The elements below.</param>
    /// <exception cref="InvalidOperationException">They are not.</exception>
    public static void CheckBelow(SecurityBindingElement element, BindingContext context)
    {
        if (context.RemainingBindingElements.Find<TransportBindingElement>() is { IsBuffered: false } transport)
        {
            throw new InvalidOperationException(
                $"Message security signs whole messages, and {transport.GetType().Name}.TransferMode of the binding '{context.Binding.Name}' streams them. Set it to TransferMode.Buffered, "
                + "or leave the protection of messages to the transport.");
        }

        if (context.GetInnerProperty<MessageVersion>() is { } version && version.Envelope == EnvelopeVersion.None)
        {
            throw new InvalidOperationException(
                $"Message security needs SOAP, and messages of the binding '{context.Binding.Name}' are {version}. Set the encoding's MessageVersion to one with an envelope.");
        }

        if (element is TransportSecurityBindingElement { AllowInsecureTransport: false }
            && (context.GetInnerProperty<ISecurityCapabilities>() ?? SecurityCapabilities.None).SupportedRequestProtectionLevel != ProtectionLevel.EncryptAndSign)
        {
            throw new InvalidOperationException(
                $"The binding '{context.Binding.Name}' leaves the protection of messages and of credentials to its transport, and {context.RemainingBindingElements.Find<TransportBindingElement>()?.GetType().Name} "
                + "does not protect them. Use HTTPS, or TLS over TCP (SslStreamSecurityBindingElement). Where TLS ends before the service, and in tests, set SecurityBindingElement.AllowInsecureTransport to true.");
        }
    }

    private static bool IsWithReplies(Type shape) =>
        shape == typeof(IRequestChannel) || shape == typeof(IRequestSessionChannel) || shape == typeof(IReplyChannel) || shape == typeof(IReplySessionChannel);

    private static bool IsOneWay(Type shape) =>
        shape == typeof(IOutputChannel) || shape == typeof(IOutputSessionChannel) || shape == typeof(IInputChannel) || shape == typeof(IInputSessionChannel);

    private static bool IsDuplex(Type shape) => shape == typeof(IDuplexChannel) || shape == typeof(IDuplexSessionChannel);
}
