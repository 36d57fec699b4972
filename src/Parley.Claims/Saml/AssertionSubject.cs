namespace Parley.Claims.Saml;

/// <summary>Of whom an assertion speaks, and who may present it.</summary>
/// <param name="Name">The subject's name; null when there is none.</param>
/// <param name="Confirmations">Who may present it: one of these must fit.</param>
internal sealed record AssertionSubject(NameIdentifier? Name, IReadOnlyList<SubjectConfirmation> Confirmations);
