using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;

namespace Parley.FunctionalTests.Http;

/// <summary>Knows alice, whose password is wonderland.</summary>
internal sealed class OnlyAlice : UserNamePasswordValidator
{
    public override void Validate(string userName, string password)
    {
        if (userName != "alice" || password != "wonderland")
        {
            throw new SecurityTokenValidationException("Not alice.");
        }
    }
}
