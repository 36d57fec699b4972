using System.Xml;

namespace Parley.IdentityModel.Services;

/// <summary>The token in the answer to a sign-in: <c>wresult</c>, of WS-Trust February 2005 or 1.3.</summary>
internal static class SignInResult
{
    /// <summary>How long an answer may be, in characters.</summary>
    public const int MaxCharacters = 512 * 1024;

    private const int MaxDepth = 64;
    private const string February2005 = "http://schemas.xmlsoap.org/ws/2005/02/trust";
    private const string V13 = "http://docs.oasis-open.org/ws-sx/ws-trust/200512";

    /// <summary>The token's XML, on its own: prefixes that are declared around it are declared in it. Its exclusive canonical form is the same.</summary>
    /// <param name="result">The answer.</param>
    /// <exception cref="XmlException">It is no answer, has no token or several, or is too long or deep.</exception>
    public static string TokenOf(string result)
    {
        if (result.Length > MaxCharacters)
        {
            throw new XmlException($"The answer to a sign-in has more than {MaxCharacters} characters.");
        }

        using var reader = XmlReader.Create(new StringReader(result), new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MaxCharacters,
        });
        string? token = null;
        var isResponse = false;
        while (reader.NodeType == XmlNodeType.None ? reader.Read() : !reader.EOF)
        {
            if (reader.Depth > MaxDepth)
            {
                throw new XmlException($"The answer to a sign-in is deeper than {MaxDepth} elements.");
            }

            if (reader.NodeType == XmlNodeType.Element && reader.NamespaceURI is February2005 or V13)
            {
                switch (reader.LocalName)
                {
                    case "RequestSecurityTokenResponseCollection" when reader.Depth == 0 && reader.NamespaceURI == V13:
                        break;
                    case "RequestSecurityTokenResponse" when reader.Depth <= 1 && !isResponse:
                        isResponse = true;
                        break;
                    case "RequestedSecurityToken" when isResponse && reader.Depth <= 2:
                        token = token is null ? ReadToken(reader) : throw Several();
                        continue;
                    case "RequestSecurityTokenResponse":
                        throw Several();
                    default:
                        reader.Skip();
                        continue;
                }
            }
            else if (reader.NodeType == XmlNodeType.Element)
            {
                if (reader.Depth == 0)
                {
                    throw new XmlException("The answer to a sign-in (wresult) is no RequestSecurityTokenResponse.");
                }

                reader.Skip();
                continue;
            }

            reader.Read();
        }

        return token ?? throw new XmlException("The answer to a sign-in (wresult) has no token.");
    }

    private static string ReadToken(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            throw new XmlException("The answer to a sign-in (wresult) has an empty token.");
        }

        var depth = reader.Depth;
        reader.Read();
        while (reader.Depth > depth && reader.NodeType != XmlNodeType.Element)
        {
            reader.Read();
        }

        if (reader.Depth <= depth)
        {
            throw new XmlException("The answer to a sign-in (wresult) has an empty token.");
        }

        var token = reader.ReadOuterXml();
        while (reader.Depth > depth)
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                throw Several();
            }

            reader.Read();
        }

        reader.Read();
        return token;
    }

    private static XmlException Several() => new("The answer to a sign-in (wresult) has several tokens.");
}
