using System.Security.Claims;
using System.Security.Principal;
using Parley.Security.Tests.Exchange;

namespace Parley.Security.Tests.Sessions;

public sealed class StatefulContextsTests
{
    private readonly TestClock _clock = new(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    [Fact]
    public void A_token_comes_back_with_its_key_and_its_client()
    {
        using var key = SecretKey.CreateRandom(256);
        var encoder = new CountingEncoder();
        using var issuer = Create(encoder, 1000);
        using var other = Create(encoder, 1000);
        var (name, cookie) = issuer.Issue(key, "uuid-1", new ServiceSecurityContext(new GenericIdentity("alice", "Test")), _clock.Now, out var expires);
        Assert.Equal(_clock.Now.AddHours(10), expires);
        for (var i = 0; i < 3; i++)
        {
            var context = other.Lease(name, cookie)!;
            Assert.True(context.Key.Key.HasSameBytesAs(key));
            Assert.Equal(("alice", "Test"), (context.Client.PrimaryIdentity.Name, context.Client.PrimaryIdentity.AuthenticationType));
            context.Key.Return();
        }

        Assert.Equal(1, encoder.Decoded);
    }

    [Fact]
    public void A_client_comes_back_with_certificate_roles_and_all_its_identities()
    {
        using var key = SecretKey.CreateRandom(256);
        using var issuer = Create(new CountingEncoder(), 1000);
        using var other = Create(new CountingEncoder(), 1000);
        var certified = ComeBack(new ServiceSecurityContext(CertificateIdentity.Create(TestCredentials.PublicOf(TestCredentials.Alice))));
        var identity = Assert.IsType<CertificateIdentity>(certified.PrimaryIdentity);
        Assert.Equal(TestCredentials.Alice.RawData, identity.Certificate.RawData);
        Assert.Equal($"CN=alice; {TestCredentials.Alice.Thumbprint}", certified.PrimaryIdentity.Name);

        var claims = new ClaimsIdentity([new Claim(ClaimTypes.Name, "alice"), new Claim(ClaimTypes.Role, "auditor"), new Claim("urn:rank", "3", ClaimValueTypes.Integer, "army")], "Cookie");
        var roled = ComeBack(new ServiceSecurityContext(claims));
        Assert.Equal(("alice", "Cookie"), (roled.PrimaryIdentity.Name, roled.PrimaryIdentity.AuthenticationType));
        Assert.True(roled.ClaimsPrincipal.IsInRole("auditor"));
        Assert.Equal("army", roled.ClaimsPrincipal.FindFirst("urn:rank")!.Issuer);
        Assert.Same(roled.PrimaryIdentity, roled.ClaimsPrincipal.Identity);

        var several = ComeBack(new ServiceSecurityContext(new GenericIdentity("alice", "Test"), new ClaimsPrincipal([new GenericIdentity("alice", "Test"), claims])));
        Assert.Equal(2, several.ClaimsPrincipal.Identities.Count());
        Assert.True(several.ClaimsPrincipal.IsInRole("auditor"));

        var many = new ClaimsIdentity(Enumerable.Range(0, 10_000).Select(number => new Claim("urn:number", $"{number}")).Prepend(new Claim(ClaimTypes.Name, "alice")), "Cookie");
        Assert.Contains("RequireCancellation", Assert.Throws<InvalidOperationException>(() => ComeBack(new ServiceSecurityContext(many))).Message, StringComparison.Ordinal);

        ServiceSecurityContext ComeBack(ServiceSecurityContext client)
        {
            var (name, cookie) = issuer.Issue(key, "uuid-1", client, _clock.Now, out _);
            var context = other.Lease(name, cookie)!;
            context.Key.Return();
            return context.Client;
        }
    }

    [Fact]
    public void A_token_of_another_endpoint_is_not_taken_although_the_same_encoder_protects_it()
    {
        using var key = SecretKey.CreateRandom(256);
        var encoder = new CountingEncoder();
        using var anonymous = new StatefulContexts(encoder, TimeSpan.FromHours(10), 1000, _clock, "/open|anonymous");
        using var again = new StatefulContexts(encoder, TimeSpan.FromHours(10), 1000, _clock, "/open|anonymous");
        using var certified = new StatefulContexts(encoder, TimeSpan.FromHours(10), 1000, _clock, "/vault|certificate");
        var (name, cookie) = anonymous.Issue(key, "uuid-1", ServiceSecurityContext.Anonymous, _clock.Now, out _);
        anonymous.Lease(name, cookie)!.Key.Return();
        again.Lease(name, cookie)!.Key.Return();
        Assert.Null(certified.Lease(name, cookie));
    }

    [Fact]
    public void A_token_of_another_name_or_a_changed_one_is_not_taken()
    {
        using var key = SecretKey.CreateRandom(256);
        using var contexts = Create(new CountingEncoder(), 1000);
        var (name, cookie) = contexts.Issue(key, "uuid-1", ServiceSecurityContext.Anonymous, _clock.Now, out _);
        contexts.Lease(name, cookie)!.Key.Return();
        Assert.Null(contexts.Lease(new ContextName("urn:uuid:other", null), cookie));
        Assert.Null(contexts.Lease(name with { Instance = "1" }, cookie));
        for (var i = 0; i < cookie.Length; i++)
        {
            var changed = cookie.ToArray();
            changed[i] ^= 1;
            Assert.Null(contexts.Lease(name, changed));
        }

        Assert.Null(contexts.Lease(name, []));
        contexts.Lease(name, cookie)!.Key.Return();
    }

    [Fact]
    public void A_token_is_taken_until_its_time_is_over()
    {
        using var key = SecretKey.CreateRandom(256);
        using var contexts = Create(new CountingEncoder(), 1000);
        var (name, cookie) = contexts.Issue(key, "uuid-1", ServiceSecurityContext.Anonymous, _clock.Now, out var expires);
        contexts.Lease(name, cookie)!.Key.Return();
        _clock.Now = expires.AddTicks(-1);
        contexts.Lease(name, cookie)!.Key.Return();
        _clock.Now = expires;
        Assert.Null(contexts.Lease(name, cookie));
        using var fresh = Create(new CountingEncoder(), 1000);
        Assert.Null(fresh.Lease(name, cookie));
    }

    [Fact]
    public void The_oldest_token_makes_room_and_its_key_lives_as_long_as_it_is_used()
    {
        using var key = SecretKey.CreateRandom(256);
        var encoder = new CountingEncoder();
        using var contexts = Create(encoder, 2);
        var tokens = Enumerable.Range(0, 3).Select(_ => contexts.Issue(key, "uuid-1", ServiceSecurityContext.Anonymous, _clock.Now, out var _)).ToArray();
        var first = contexts.Lease(tokens[0].Name, tokens[0].Cookie)!;
        contexts.Lease(tokens[1].Name, tokens[1].Cookie)!.Key.Return();
        contexts.Lease(tokens[2].Name, tokens[2].Cookie)!.Key.Return();
        Assert.Equal(2, contexts.Count);
        Assert.True(first.Key.Key.HasSameBytesAs(key));
        first.Key.Return();
        Assert.Throws<ObjectDisposedException>(() => first.Key.Key.Bytes.Length);
        contexts.Lease(tokens[0].Name, tokens[0].Cookie)!.Key.Return();
        Assert.Equal(4, encoder.Decoded);
    }

    private StatefulContexts Create(SecurityStateEncoder encoder, int capacity) => new(encoder, TimeSpan.FromHours(10), capacity, _clock);

    private sealed class CountingEncoder : SecurityStateEncoder
    {
        private static readonly byte[] _key = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

        public int Decoded { get; private set; }

        protected internal override byte[] DecodeSecurityState(byte[] data)
        {
            Decoded++;
            using var cipher = new System.Security.Cryptography.AesGcm(_key, 16);
            var plain = new byte[data.Length - 16];
            cipher.Decrypt(new byte[12], data.AsSpan(16), data.AsSpan(0, 16), plain);
            return plain;
        }

        protected internal override byte[] EncodeSecurityState(byte[] data)
        {
            using var cipher = new System.Security.Cryptography.AesGcm(_key, 16);
            var result = new byte[data.Length + 16];
            cipher.Encrypt(new byte[12], data, result.AsSpan(16), result.AsSpan(0, 16));
            return result;
        }
    }
}
