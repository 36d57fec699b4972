namespace Parley.Security;

/// <summary>An envelope is XML that <see cref="XmlScanner"/> does not take as it came: it is normalised and read again.</summary>
internal sealed class UnusualXmlException : Exception;
