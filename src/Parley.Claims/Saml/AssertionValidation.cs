using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Saml;

/// <summary>Whether an assertion, whose signature was verified, may be used here, now, and by whoever has it.</summary>
internal static class AssertionValidation
{
    /// <summary>Validates an assertion.</summary>
    /// <param name="content">What it says.</param>
    /// <param name="bearer">The confirmation method of its version that makes it a bearer token.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="context">How it came; null when that is not known.</param>
    /// <exception cref="SecurityTokenValidationException">It may not be used: the exception's type says why.</exception>
    /// <exception cref="InvalidOperationException">The settings do not say whom tokens must be for.</exception>
    public static void Validate(AssertionContent content, string bearer, SecurityTokenHandlerConfiguration configuration, SecurityTokenValidationContext? context)
    {
        if (content.UnknownCondition is { } condition)
        {
            throw new SecurityTokenValidationException($"The token is valid on a condition that is not known here: {condition}.");
        }

        CheckTimes("token", content.NotBefore, content.NotOnOrAfter, configuration);
        CheckAudience(content, configuration.AudienceRestriction);
        var until = CheckSubjects(content, bearer, configuration, context);
        if (configuration.DetectReplayedTokens || content.IsOneTimeUse)
        {
            CheckReplay(content, until, configuration);
        }
    }

    private static void CheckTimes(string what, DateTime? notBefore, DateTime? notOnOrAfter, SecurityTokenHandlerConfiguration configuration)
    {
        var now = configuration.TimeProvider.GetUtcNow().UtcDateTime;
        if (notBefore - now > configuration.MaxClockSkew)
        {
            throw new SecurityTokenNotYetValidException($"The {what} is valid from {notBefore:u} on, and it is {now:u}. MaxClockSkew is {configuration.MaxClockSkew}.");
        }

        if (now - notOnOrAfter >= configuration.MaxClockSkew)
        {
            throw new SecurityTokenExpiredException($"The {what} was valid until {notOnOrAfter:u}, and it is {now:u}. MaxClockSkew is {configuration.MaxClockSkew}.");
        }
    }

    private static void CheckAudience(AssertionContent content, AudienceRestriction restriction)
    {
        if (restriction.AudienceMode == AudienceUriMode.Never)
        {
            return;
        }

        if (restriction.AllowedAudienceUris.Count == 0)
        {
            throw new InvalidOperationException(
                "AudienceRestriction.AllowedAudienceUris is empty, and AudienceMode asks for an audience: add the URIs by which this application is known to the token service (its realm).");
        }

        if (content.Audiences.Count == 0)
        {
            throw new AudienceUriValidationFailedException("The token does not say whom it is for.");
        }

        var allowed = restriction.AllowedAudienceUris.Select(Normalize).ToHashSet(StringComparer.Ordinal);
        foreach (var audiences in content.Audiences)
        {
            if (!audiences.Any(audience => Uri.TryCreate(audience, UriKind.RelativeOrAbsolute, out var uri) && allowed.Contains(Normalize(uri))))
            {
                throw new AudienceUriValidationFailedException($"The token is for '{string.Join("', '", audiences)}', which is none of AllowedAudienceUris.");
            }
        }
    }

    private static string Normalize(Uri uri) => uri.IsAbsoluteUri ? uri.AbsoluteUri : uri.OriginalString;

    // Whoever presents the token must be allowed to by each subject that it has; all of them must be the same one.
    private static DateTime? CheckSubjects(
        AssertionContent content, string bearer, SecurityTokenHandlerConfiguration configuration, SecurityTokenValidationContext? context)
    {
        if (content.Subjects.Count == 0)
        {
            throw new SecurityTokenValidationException("The token has no subject.");
        }

        if (content.Subjects.Select(static subject => subject.Name).Where(static name => name is not null).Distinct().Skip(1).Any())
        {
            throw new SecurityTokenValidationException("The token speaks of several subjects with different names.");
        }

        var until = content.NotOnOrAfter;
        foreach (var subject in content.Subjects)
        {
            var ends = CheckConfirmations(subject, bearer, configuration, context);
            until = ends < until || until is null ? ends ?? until : until;
        }

        return until;
    }

    private static DateTime? CheckConfirmations(
        AssertionSubject subject, string bearer, SecurityTokenHandlerConfiguration configuration, SecurityTokenValidationContext? context)
    {
        SecurityTokenValidationException? first = null;
        foreach (var confirmation in subject.Confirmations)
        {
            if (confirmation.Method != bearer)
            {
                continue;
            }

            try
            {
                CheckBearer(confirmation, configuration, context);
                return confirmation.NotOnOrAfter;
            }
            catch (SecurityTokenValidationException refusal)
            {
                first ??= refusal;
            }
        }

        throw first ?? new SecurityTokenValidationException("The token is no bearer token: whoever presents it would have to prove something that cannot be proven here.");
    }

    private static void CheckBearer(SubjectConfirmation confirmation, SecurityTokenHandlerConfiguration configuration, SecurityTokenValidationContext? context)
    {
        if (confirmation.NotBefore is not null)
        {
            throw new SecurityTokenValidationException("The token's bearer confirmation has a time NotBefore, which SAML forbids (SAML 2.0 profiles, section 4.1.4.2).");
        }

        CheckTimes("token's bearer confirmation", null, confirmation.NotOnOrAfter, configuration);
        if (confirmation.Recipient is { } recipient && recipient != context?.Recipient)
        {
            throw new SecurityTokenValidationException(context?.Recipient is { } expected
                ? $"The token was sent to '{recipient}', and came to '{expected}'."
                : $"The token was sent to '{recipient}', and nobody says whether that is here: see {nameof(SecurityTokenValidationContext)}.");
        }

        if (confirmation.InResponseTo != context?.InResponseTo)
        {
            throw new SecurityTokenValidationException("The token answers another request than the one that was made, or none where one was made, or one where none was made.");
        }

        if (confirmation.Address is not null)
        {
            throw new SecurityTokenValidationException("The token says from which network address it must come, which is not looked at here.");
        }
    }

    private static void CheckReplay(AssertionContent content, DateTime? until, SecurityTokenHandlerConfiguration configuration)
    {
        var forget = until is { } end && DateTime.MaxValue - end > configuration.MaxClockSkew ? end + configuration.MaxClockSkew : DateTime.MaxValue;
        if (!configuration.TokenReplayCache.TryAdd($"{content.Issuer}\n{content.Id}", DateTime.SpecifyKind(forget, DateTimeKind.Utc)))
        {
            throw new SecurityTokenReplayDetectedException("The token was used before.");
        }
    }
}
