using System.Globalization;
using System.Security.Claims;
using System.Text;
using System.Xml;
using Parley.Claims.Serialization;
using Parley.IdentityModel;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Tests.Tokens;

/// <summary>What .NET Framework wrote is read to the same principal, and ours has the same bytes where they are determined.</summary>
public sealed class RecordedTokenTests
{
    [Theory]
    [MemberData(nameof(RecordedToken.Names), MemberType = typeof(RecordedToken))]
    public void A_recorded_token_is_read_to_what_NET_Framework_read(string name)
    {
        var recorded = RecordedToken.Load(name);

        var token = SessionTokenReader.Read(recorded.BinaryXml);

        Assert.Equal(recorded.Text("0-readback.txt").ReplaceLineEndings("\n").TrimEnd(), Describe(token).TrimEnd());
    }

    [Theory]
    [MemberData(nameof(RecordedToken.Names), MemberType = typeof(RecordedToken))]
    public void A_recorded_token_is_written_with_the_same_bytes(string name)
    {
        var recorded = RecordedToken.Load(name);
        var token = SessionTokenReader.Read(recorded.BinaryXml);
        using var writer = new SessionXmlWriter();

        SessionTokenWriter.Write(writer, token);

        Assert.Equal(Convert.ToHexString(recorded.BinaryXml), Convert.ToHexString(writer.Written));
        Assert.Equal(recorded.Bytes("2-cookie.nrbf.bin"), NrbfEnvelope.Wrap(writer.Written));
        Assert.Equal(recorded.BinaryXml, NrbfEnvelope.Unwrap(recorded.Bytes("2-cookie.nrbf.bin")).ToArray());
    }

    [Theory]
    [MemberData(nameof(RecordedToken.Names), MemberType = typeof(RecordedToken))]
    public void Each_recorded_stage_of_transforms_is_undone(string name)
    {
        using var key = RecordedToken.Key;
        var recorded = RecordedToken.Load(name);
        var deflate = new DeflateCookieTransform();
        var encryption = new RsaEncryptionCookieTransform(key);
        var signature = new RsaSignatureCookieTransform(key);
        (string File, CookieTransform[] Transforms)[] stages =
        [
            ("3-deflate.bin", [deflate]),
            ("4-deflate-rsaenc.bin", [deflate, encryption]),
            ("5-deflate-rsaenc-rsasign.bin", [deflate, encryption, signature]),
            ("5a-deflate-rsasign.bin", [deflate, signature]),
            ("5b-deflate-rsasign-rsaenc.bin", [deflate, signature, encryption]),
        ];
        foreach (var (file, transforms) in stages)
        {
            Assert.Equal(recorded.Bytes("2-cookie.nrbf.bin"), SessionTokenCodec.Undo(transforms, recorded.Bytes(file)));
            Assert.Equal(recorded.Bytes("2-cookie.nrbf.bin"), SessionTokenCodec.Undo(transforms, SessionTokenCodec.Do(transforms, recorded.Bytes("2-cookie.nrbf.bin"))));
        }
    }

    [Theory]
    [MemberData(nameof(RecordedToken.Names), MemberType = typeof(RecordedToken))]
    public void A_recorded_cookie_is_read_by_the_handler(string name)
    {
        using var key = RecordedToken.Key;
        var recorded = RecordedToken.Load(name);
        var expected = recorded.Text("0-readback.txt").ReplaceLineEndings("\n").TrimEnd();
        var handler = Handler(new DeflateCookieTransform(), new RsaEncryptionCookieTransform(key), new RsaSignatureCookieTransform(key));

        Assert.Equal(expected, Describe(handler.ReadToken(Convert.FromBase64String(recorded.Text("8-cookie-value.base64.txt")))).TrimEnd());
        Assert.Equal(expected, Describe(handler.ReadToken(recorded.Bytes("6-handler-writetoken.deflate-rsaenc-rsasign.xml"))).TrimEnd());
        Assert.Equal(expected, Describe(Handler(new DeflateCookieTransform()).ReadToken(recorded.Bytes("6a-handler-writetoken.deflate.xml"))).TrimEnd());
        Assert.Equal(expected, Describe(Handler().ReadToken(recorded.Bytes("6b-handler-writetoken.notransform.xml"))).TrimEnd());
    }

    [Theory]
    [MemberData(nameof(RecordedToken.Names), MemberType = typeof(RecordedToken))]
    public void A_token_is_written_as_the_same_element(string name)
    {
        var recorded = RecordedToken.Load(name);
        var handler = Handler();
        var token = handler.ReadToken(recorded.Bytes("6b-handler-writetoken.notransform.xml"));

        Assert.Equal(Canonical(recorded.Text("6b-handler-writetoken.notransform.xml")), Canonical(Encoding.UTF8.GetString(handler.WriteToken(token))));

        token.IsReferenceMode = true;
        Assert.Equal(Canonical(recorded.Text("7-handler-writetoken.referencemode.xml")), Canonical(Encoding.UTF8.GetString(handler.WriteToken(token))));
    }

    private static SessionSecurityTokenHandler Handler(params CookieTransform[] transforms) => new(transforms);

    // Names and values without the prefixes, which any XML reader ignores.
    private static string Canonical(string xml)
    {
        var described = new StringBuilder();
        using var reader = XmlReader.Create(new StringReader(xml));
        while (reader.Read())
        {
            described.Append(CultureInfo.InvariantCulture, $"{reader.NodeType} {{{reader.NamespaceURI}}}{reader.LocalName} {(reader.NodeType == XmlNodeType.Text ? reader.Value : "")}");
            while (reader.NodeType is XmlNodeType.Element or XmlNodeType.Attribute && reader.MoveToNextAttribute())
            {
                if (reader.NamespaceURI != "http://www.w3.org/2000/xmlns/")
                {
                    described.Append(CultureInfo.InvariantCulture, $" @{{{reader.NamespaceURI}}}{reader.LocalName}={reader.Value}");
                }
            }

            described.Append('\n');
        }

        return described.ToString().Replace("XmlDeclaration {}xml \n", "", StringComparison.Ordinal);
    }

    // The form of 0-readback.txt.
    private static string Describe(SessionSecurityToken token)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Id={token.Id}\nContextId={token.ContextId}\nContext={token.Context}\nEndpointId={token.EndpointId}\n");
        text.Append(CultureInfo.InvariantCulture, $"ValidFrom={token.ValidFrom:O}\nValidTo={token.ValidTo:O}\nIsPersistent={token.IsPersistent}\n");
        text.Append(CultureInfo.InvariantCulture, $"Key={Convert.ToBase64String(token.GetKey())}\nSCVersion={token.SecureConversationVersion.OriginalString}\nKeyGeneration={token.KeyGeneration}\n");
        text.Append("SerializationInfoKey=SessionToken\n");
        if (!token.ClaimsPrincipal.Identities.Any())
        {
            return text.Append("ClaimsPrincipal=null\n").ToString();
        }

        foreach (var identity in token.ClaimsPrincipal.Identities)
        {
            text.Append(CultureInfo.InvariantCulture, $"Identity type={identity.AuthenticationType} label={identity.Label} nct={identity.NameClaimType} rct={identity.RoleClaimType}\n");
            foreach (var claim in identity.Claims)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {claim.Type} = {claim.Value} [{claim.ValueType}] issuer={claim.Issuer} orig={claim.OriginalIssuer}");
                text.Append(string.Concat(claim.Properties.Select(static property => $" props={property.Key}={property.Value}"))).Append('\n');
            }

            if (identity.BootstrapContext is BootstrapContext bootstrap)
            {
                text.Append(CultureInfo.InvariantCulture, $"  Bootstrap: Token={bootstrap.Token} TokenBytes={bootstrap.TokenBytes}\n");
            }
        }

        return text.ToString();
    }
}
