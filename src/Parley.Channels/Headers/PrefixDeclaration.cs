using System.Xml;

namespace Parley.Channels;

/// <summary>A prefix with its namespace.</summary>
internal sealed record PrefixDeclaration(string Prefix, XmlDictionaryString Namespace);
