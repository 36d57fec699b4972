using System.Text;
using System.Xml;
using Parley.IdentityModel.Tokens;
using Parley.Security.Tests.Fuzzing;

namespace Parley.Claims.Tests.Saml;

/// <summary>Tokens that were changed on their way, in thousands of ways: each is refused, or says what was signed. <see cref="FuzzRun"/> says how to try more of them, and one alone.</summary>
public sealed class MutatedAssertionsTests
{
    private readonly SamlWorld _world = new();

    [Theory]
    [InlineData(SamlWorld.Saml11, false)]
    [InlineData(SamlWorld.Saml20, false)]
    [InlineData(SamlWorld.Saml11, true)]
    [InlineData(SamlWorld.Saml20, true)]
    public async Task A_changed_token_is_refused_or_says_what_was_signed(string version, bool encrypted)
    {
        var subject = SamlWorld.Alice();
        subject.Actor = new System.Security.Claims.ClaimsIdentity([new System.Security.Claims.Claim(System.Security.Claims.ClaimTypes.Name, "front")]);
        var descriptor = _world.Descriptor(version, subject);
        descriptor.EncryptingCredentials = encrypted ? new X509EncryptingCredentials(SamlWorld.ApplicationCertificate) : null;
        var honest = Encoding.UTF8.GetBytes(_world.Issue(descriptor));
        var expected = RandomTokens.Describe(_world.Take(Encoding.UTF8.GetString(honest)));
        var passed = 0;

        var count = await FuzzRun.RunAsync(seed =>
        {
            var mutant = Mutation.OfText(honest, seed, out var story);
            try
            {
                using var reader = XmlReader.Create(new MemoryStream(mutant));
                var identity = _world.Handlers.ValidateToken(_world.Handlers.ReadToken(reader)).Single();
                Assert.Equal(expected, RandomTokens.Describe(identity));
                passed++;
            }
            catch (Exception exception) when (exception is XmlException or SecurityTokenException)
            {
                // Refused.
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"{story}: {exception}", exception);
            }

            return Task.CompletedTask;
        });

        TestContext.Current.SendDiagnosticMessage($"{version}: {passed} of {count} say what was signed");
    }
}
