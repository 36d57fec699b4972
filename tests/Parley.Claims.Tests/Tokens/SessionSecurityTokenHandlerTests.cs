using System.Security.Claims;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.DataProtection;
using Parley.Channels.Tests;
using Parley.IdentityModel;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Tests.Tokens;

/// <summary>What the handler reads, writes and refuses.</summary>
public sealed class SessionSecurityTokenHandlerTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly SessionSecurityTokenHandler _handler;

    public SessionSecurityTokenHandlerTests() =>
        _handler = new SessionSecurityTokenHandler([new DeflateCookieTransform(), new DataProtectionCookieTransform(new EphemeralDataProtectionProvider())], timeProvider: _time);

    [Fact]
    public void Random_tokens_come_back_as_they_were()
    {
        var random = new Random(77);
        for (var round = 0; round < 100; round++)
        {
            var token = RandomTokens.Next(random);
            token.IsReferenceMode = false;
            RandomTokens.AssertEqual(token, _handler.ReadToken(_handler.WriteToken(token)));
        }
    }

    [Fact]
    public void Every_byte_of_a_cookie_changed_is_an_XmlException_or_the_same_token()
    {
        var token = new SessionSecurityToken(Alice());
        var bytes = _handler.WriteToken(token);
        RandomTokens.AssertEqual(token, _handler.ReadToken(bytes));

        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var flip in new[] { 0x01, 0x20, 0x80, 0xFF })
            {
                var changed = bytes.ToArray();
                changed[at] ^= (byte)flip;
                SessionSecurityToken? read = null;
                var exception = Record.Exception(() => read = _handler.ReadToken(changed));
                Assert.True(exception is XmlException || (exception is null && RandomTokens.Describe(read!.ClaimsPrincipal.Identities.Single()) == RandomTokens.Describe(token.ClaimsPrincipal.Identities.Single())), $"byte {at}: {exception}");
            }

            Assert.Throws<XmlException>(() => _handler.ReadToken(bytes[..at]));
        }
    }

    [Fact]
    public void The_identifier_of_one_token_around_the_content_of_another_is_refused()
    {
        var one = Encoding.UTF8.GetString(_handler.WriteToken(new SessionSecurityToken(Alice())));
        var other = new SessionSecurityToken(Alice());
        var text = Encoding.UTF8.GetString(_handler.WriteToken(other));
        _handler.ReadToken(Encoding.UTF8.GetBytes(text));
        var identifier = XmlReader.Create(new StringReader(one));
        identifier.ReadToDescendant("Identifier");

        var moved = text.Replace(other.ContextId.ToString(), identifier.ReadElementContentAsString(), StringComparison.Ordinal);

        Assert.Throws<XmlException>(() => _handler.ReadToken(Encoding.UTF8.GetBytes(moved)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no xml")]
    [InlineData("<a/>")]
    [InlineData("<SecurityContextToken/>")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")]
    [InlineData("<SecurityContextToken xmlns='http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512'/>")]
    [InlineData("<SecurityContextToken xmlns='http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512'><Identifier/></SecurityContextToken>")]
    [InlineData("<SecurityContextToken xmlns='http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512'><Identifier>urn:x</Identifier><Cookie xmlns='http://schemas.microsoft.com/ws/2006/05/security'>*</Cookie></SecurityContextToken>")]
    [InlineData("<SecurityContextToken xmlns='http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512'><Identifier>urn:x</Identifier><Cookie xmlns='http://schemas.microsoft.com/ws/2006/05/security'>AAAA</Cookie></SecurityContextToken>")]
    [InlineData("<SecurityContextToken xmlns='http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512'><Identifier>urn:x</Identifier><b/></SecurityContextToken>")]
    public void What_is_no_token_is_an_XmlException(string text) =>
        Assert.Throws<XmlException>(() => _handler.ReadToken(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_serialized_object_of_another_type_is_refused()
    {
        var honest = RecordedToken.Load("one-identity").Text("6b-handler-writetoken.notransform.xml");
        var plain = new SessionSecurityTokenHandler([]);
        plain.ReadToken(Encoding.UTF8.GetBytes(honest));
        var from = honest.IndexOf("security\">", StringComparison.Ordinal) + "security\">".Length;
        var to = honest.IndexOf("</", from, StringComparison.Ordinal);
        var graph = Convert.FromBase64String(honest[from..to]);
        var type = graph.AsSpan().IndexOf("SessionSecurityToken"u8);
        "WindowsIdentity....."u8.CopyTo(graph.AsSpan(type));

        var refused = Assert.Throws<XmlException>(() => plain.ReadToken(Encoding.UTF8.GetBytes(honest[..from] + Convert.ToBase64String(graph) + honest[to..])));

        Assert.Contains("other types are refused", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_is_valid_in_its_time_give_or_take_the_clock_skew()
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var token = new SessionSecurityToken(Alice(), context: null, now.AddMinutes(5), now.AddMinutes(15));
        Assert.Equal("alice", Assert.Single(_handler.ValidateToken(token)).Name);
        var early = new SessionSecurityToken(Alice(), context: null, now.AddMinutes(5).AddTicks(1), now.AddMinutes(15));
        Assert.Throws<SecurityTokenNotYetValidException>(() => _handler.ValidateToken(early));

        _time.Advance(TimeSpan.FromMinutes(20) - TimeSpan.FromTicks(1));
        _handler.ValidateToken(token);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Throws<SecurityTokenExpiredException>(() => _handler.ValidateToken(token));
    }

    [Fact]
    public void A_token_for_an_endpoint_is_refused_by_another()
    {
        var token = new SessionSecurityToken(Alice(), context: null, endpointId: "https://a", validFrom: _time.GetUtcNow().UtcDateTime, validTo: null);
        _handler.ValidateToken(token, "https://a");

        Assert.Throws<SecurityTokenValidationException>(() => _handler.ValidateToken(token, "https://b"));
        _handler.ValidateToken(new SessionSecurityToken(Alice(), context: null, validFrom: _time.GetUtcNow().UtcDateTime, validTo: null), "https://b");
    }

    [Fact]
    public void A_token_in_reference_mode_needs_a_cache_to_be_kept_and_found()
    {
        var token = new SessionSecurityToken(Alice()) { IsReferenceMode = true };

        Assert.Contains("SessionSecurityTokenCache", Assert.Throws<InvalidOperationException>(() => _handler.StoreAsync(token).AsTask().GetAwaiter().GetResult()).Message, StringComparison.Ordinal);
        Assert.Throws<SecurityTokenNotFoundException>(() => _handler.ReadToken(_handler.WriteToken(token)));
    }

    [Fact]
    public void Identifiers_and_keys_are_fresh_for_each_token()
    {
        var one = new SessionSecurityToken(Alice());
        var two = new SessionSecurityToken(Alice());

        Assert.NotEqual(one.ContextId, two.ContextId);
        Assert.NotEqual(one.GetKey(), two.GetKey());
        Assert.Equal(32, one.GetKey().Length);
    }

    [Fact]
    public void Half_a_surrogate_pair_says_that_it_is_no_text() =>
        Assert.Contains("surrogate", Assert.Throws<ArgumentException>(() => _handler.WriteToken(new SessionSecurityToken(Alice(), "\uD800"))).Message, StringComparison.Ordinal);

    private static ClaimsPrincipal Alice() => new(new ClaimsIdentity([new Claim(System.Security.Claims.ClaimTypes.Name, "alice")], "Federation"));
}
