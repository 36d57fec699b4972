namespace Parley;

/// <summary>The elements that stand for what standard bindings cannot do yet.</summary>
internal static class Unsupported
{
    internal static UnsupportedBindingElement MessageSecurity(string binding, string mode, string works) =>
        new($"{binding} with Security.Mode {mode} needs message security, which is not supported yet. Set Security.Mode to {works}.");

    internal static UnsupportedBindingElement ExtendedProtection(string binding) =>
        new($"{binding} with a Security.Transport.ExtendedProtectionPolicy that is always enforced is not supported. Set its PolicyEnforcement to Never.");
}
