#nullable enable
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;

namespace Parley.Interop;

/// <summary>The users of the agreement.</summary>
internal sealed class InteropUsers : UserNamePasswordValidator
{
    public override void Validate(string userName, string password)
    {
        if ((userName, password) is not (("alice", "wonderland") or ("bob", "builder")))
        {
            throw new SecurityTokenValidationException("The user name is not known, or the password is not the user's.");
        }
    }
}
