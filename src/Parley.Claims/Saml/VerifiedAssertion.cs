using System.Xml;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Saml;

/// <summary>An assertion whose signature was verified.</summary>
/// <param name="Signed">The bytes that the signature covers, read again: without the signature.</param>
/// <param name="Key">The certificate with whose key it is signed.</param>
internal sealed record VerifiedAssertion(XmlDocument Signed, X509SecurityToken Key);
