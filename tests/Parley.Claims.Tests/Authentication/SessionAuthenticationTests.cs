using System.Net;
using System.Xml;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Net.Http.Headers;
using Parley.Channels.Tests;
using Parley.IdentityModel;
using Parley.IdentityModel.Services;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Tests.Authentication;

/// <summary>What a browser and an application see of a claims session.</summary>
public sealed class SessionAuthenticationTests
{
    [Fact]
    public async Task A_user_who_signed_in_is_known_until_he_signs_out()
    {
        await using var application = await SessionApplication.StartAsync();
        using var browser = application.NewBrowser();

        await browser.GetAsync("/me");
        Assert.Equal(HttpStatusCode.Unauthorized, browser.LastStatus);

        await browser.GetAsync("/in?name=alice&role=admin");
        Assert.Equal("alice, 2 claims", await browser.GetAsync("/me"));
        Assert.Equal("alice, 2 claims", await browser.GetAsync("/admin"));

        await browser.GetAsync("/out");
        Assert.Empty(browser.Cookies);
        Assert.Equal("nobody", await browser.GetAsync("/open"));
    }

    [Fact]
    public async Task A_user_without_the_role_is_forbidden_what_the_role_may_do()
    {
        await using var application = await SessionApplication.StartAsync();
        using var browser = application.NewBrowser();
        await browser.GetAsync("/in?name=bob&role=guest");

        await browser.GetAsync("/admin");

        Assert.Equal(HttpStatusCode.Forbidden, browser.LastStatus);
    }

    [Fact]
    public async Task Browsers_are_led_to_the_pages_for_signing_in_and_for_what_is_denied()
    {
        await using var application = await SessionApplication.StartAsync(static options =>
        {
            options.LoginPath = "/login";
            options.AccessDeniedPath = "/denied";
        });
        using var browser = application.NewBrowser();

        await browser.GetAsync("/me?x=1");
        Assert.Equal("/login?ReturnUrl=%2Fme%3Fx%3D1", browser.LastLocation!.OriginalString);

        await browser.GetAsync("/in?name=bob&role=guest");
        await browser.GetAsync("/admin");
        Assert.Equal("/denied?ReturnUrl=%2Fadmin", browser.LastLocation!.OriginalString);
    }

    [Fact]
    public async Task The_cookie_has_WIF_s_name_and_settings()
    {
        await using var application = await SessionApplication.StartAsync();
        using var browser = application.NewBrowser();

        await browser.GetAsync("/in?name=alice");

        var cookie = Assert.Single(browser.LastSet);
        Assert.Equal("FedAuth", cookie.Name.ToString());
        Assert.True(cookie.HttpOnly);
        Assert.True(cookie.Secure);
        Assert.Equal(SameSiteMode.Lax, cookie.SameSite);
        Assert.Equal("/", cookie.Path.ToString());
        Assert.Null(cookie.Expires);
        Assert.Contains("SecurityContextToken", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(cookie.Value.ToString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_persistent_cookie_lives_as_long_as_its_token_or_as_it_is_set()
    {
        await using var application = await SessionApplication.StartAsync();
        using var browser = application.NewBrowser();
        await browser.GetAsync("/in?name=alice&persistent=true");
        Assert.Equal(application.Time.GetUtcNow() + TimeSpan.FromHours(10), browser.LastSet[0].Expires);

        await using var other = await SessionApplication.StartAsync(static options => options.CookieHandler = new ChunkedCookieHandler { PersistentSessionLifetime = TimeSpan.FromDays(3) });
        using var otherBrowser = other.NewBrowser();
        await otherBrowser.GetAsync("/in?name=alice&persistent=true");
        Assert.Equal(other.Time.GetUtcNow() + TimeSpan.FromDays(3), otherBrowser.LastSet[0].Expires);
    }

    [Fact]
    public async Task The_cookie_s_path_is_the_application_s_with_a_slash()
    {
        await using var application = await SessionApplication.StartAsync(pathBase: "/Shop");
        using var browser = application.NewBrowser();

        await browser.GetAsync("/Shop/in?name=alice");

        Assert.Equal("/Shop/", browser.LastSet[0].Path.ToString());
        Assert.Equal("alice, 2 claims", await browser.GetAsync("/Shop/me"));
    }

    [Fact]
    public async Task A_large_token_comes_in_chunks_and_those_that_a_smaller_one_does_not_need_are_removed()
    {
        await using var application = await SessionApplication.StartAsync();
        using var browser = application.NewBrowser();

        await browser.GetAsync("/in?name=alice&claims=200");
        Assert.Equal("alice, 202 claims", await browser.GetAsync("/me"));
        Assert.True(browser.Cookies.Count > 3);
        Assert.All(browser.Cookies.Values, static value => Assert.True(value.Length <= 2000));
        Assert.Equal([.. Enumerable.Range(0, browser.Cookies.Count).Select(static at => at == 0 ? "FedAuth" : $"FedAuth{at}").Order(StringComparer.Ordinal)], browser.Cookies.Keys);

        await browser.GetAsync("/in?name=alice");
        Assert.Equal(["FedAuth"], browser.Cookies.Keys);
        Assert.Equal("alice, 2 claims", await browser.GetAsync("/me"));
    }

    [Fact]
    public async Task Chunks_that_are_missing_stale_swapped_or_too_many_leave_nobody_signed_in()
    {
        await using var application = await SessionApplication.StartAsync();
        using var browser = application.NewBrowser();
        await browser.GetAsync("/in?name=alice&claims=200");
        Assert.Equal("alice, 202 claims", await browser.GetAsync("/open"));

        foreach (var name in browser.Cookies.Keys)
        {
            using var without = browser.Copy();
            without.Cookies.Remove(name);
            Assert.Equal("nobody", await without.GetAsync("/open"));
        }

        using var swapped = browser.Copy();
        (swapped.Cookies["FedAuth1"], swapped.Cookies["FedAuth2"]) = (swapped.Cookies["FedAuth2"], swapped.Cookies["FedAuth1"]);
        Assert.Equal("nobody", await swapped.GetAsync("/open"));
        Assert.IsType<XmlException>(application.LastFailure);

        using var stale = browser.Copy();
        await stale.GetAsync("/in?name=alice");
        stale.Cookies["FedAuth1"] = browser.Cookies["FedAuth1"];
        Assert.Equal("nobody", await stale.GetAsync("/open"));

        using var many = application.NewBrowser();
        many.Cookies["FedAuth"] = browser.Cookies["FedAuth"];
        for (var at = 1; at < 400; at++)
        {
            many.Cookies[$"FedAuth{at}"] = "AAAA";
        }

        Assert.Equal("nobody", await many.GetAsync("/open"));
        using var count = application.NewBrowser();
        count.Cookies["FedAuth"] = "chunks:2000000000";
        count.Cookies["FedAuth2000000000"] = "AAAA";
        Assert.Equal("nobody", await count.GetAsync("/open"));
    }

    [Fact]
    public async Task Every_letter_of_a_cookie_changed_leaves_nobody_or_the_same_user_signed_in()
    {
        await using var application = await SessionApplication.StartAsync();
        using var browser = application.NewBrowser();
        await browser.GetAsync("/in?name=alice");
        Assert.Equal("alice, 2 claims", await browser.GetAsync("/open"));
        var honest = browser.Cookies["FedAuth"];

        for (var at = 0; at < honest.Length; at++)
        {
            browser.Cookies["FedAuth"] = $"{honest[..at]}{(honest[at] == 'A' ? 'B' : 'A')}{honest[(at + 1)..]}";
            var answer = await browser.GetAsync("/open");
            Assert.True(answer is "nobody" or "alice, 2 claims", answer);
            Assert.True(answer != "nobody" || application.LastFailure is XmlException or null, $"{application.LastFailure}");
        }
    }

    [Fact]
    public async Task A_session_ends_with_its_time_and_its_cookies_are_removed()
    {
        await using var application = await SessionApplication.StartAsync();
        using var browser = application.NewBrowser();
        await browser.GetAsync("/in?name=alice");

        application.Time.Advance(TimeSpan.FromHours(10) + TimeSpan.FromMinutes(4));
        Assert.Equal("alice, 2 claims", await browser.GetAsync("/open"));
        application.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("nobody", await browser.GetAsync("/open"));
        Assert.IsType<SecurityTokenExpiredException>(application.LastFailure);
        Assert.Empty(browser.Cookies);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sliding_session_goes_on_while_it_is_used(bool isReferenceMode)
    {
        await using var application = await SessionApplication.StartAsync(options =>
        {
            options.SlidingExpiration = true;
            options.IsReferenceMode = isReferenceMode;
            options.TokenLifetime = TimeSpan.FromHours(1);
        });
        using var browser = application.NewBrowser();
        await browser.GetAsync("/in?name=alice");

        application.Time.Advance(TimeSpan.FromMinutes(29));
        await browser.GetAsync("/open");
        Assert.Empty(browser.LastSet);

        // Two requests at once: the second is on its way with the cookie of before.
        using var second = browser.Copy();
        application.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("alice, 2 claims", await browser.GetAsync("/open"));
        Assert.Single(browser.LastSet);
        Assert.Equal("alice, 2 claims", await second.GetAsync("/open"));
        using var old = new Browser(application.Address);
        old.Cookies["FedAuth"] = second.Cookies["FedAuth"];

        for (var round = 0; round < 5; round++)
        {
            application.Time.Advance(TimeSpan.FromMinutes(40));
            Assert.Equal("alice, 2 claims", await browser.GetAsync("/open"));
            Assert.Single(browser.LastSet);
        }

        Assert.Equal("nobody", await old.GetAsync("/open"));
    }

    [Fact]
    public async Task In_reference_mode_the_cookie_carries_an_identifier_alone_and_a_sign_out_ends_every_copy()
    {
        await using var application = await SessionApplication.StartAsync(static options => options.IsReferenceMode = true);
        using var browser = application.NewBrowser();
        await browser.GetAsync("/in?name=alice&claims=200");
        Assert.Equal("alice, 202 claims", await browser.GetAsync("/open"));
        Assert.Single(browser.Cookies);
        Assert.DoesNotContain("Cookie", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(browser.Cookies["FedAuth"])), StringComparison.Ordinal);

        using var stolen = browser.Copy();
        Assert.Equal("alice, 202 claims", await stolen.GetAsync("/open"));
        await browser.GetAsync("/out");

        Assert.Equal("nobody", await stolen.GetAsync("/open"));
        Assert.IsType<SecurityTokenNotFoundException>(application.LastFailure);
    }

    [Fact]
    public async Task What_a_request_adds_to_its_user_is_not_the_next_request_s()
    {
        await using var application = await SessionApplication.StartAsync(static options => options.IsReferenceMode = true, addsClaims: true);
        using var browser = application.NewBrowser();
        await browser.GetAsync("/in?name=alice");

        Assert.Equal("alice, 3 claims", await browser.GetAsync("/me"));
        Assert.Equal("alice, 3 claims", await browser.GetAsync("/me"));
    }

    [Fact]
    public async Task Who_signs_in_has_a_new_identifier_and_the_one_of_before_leads_nowhere()
    {
        await using var application = await SessionApplication.StartAsync(static options => options.IsReferenceMode = true);
        using var browser = application.NewBrowser();
        await browser.GetAsync("/in?name=mallory");
        using var planted = browser.Copy();
        Assert.Equal("mallory, 2 claims", await planted.GetAsync("/open"));

        await browser.GetAsync("/in?name=alice");

        Assert.Equal("alice, 2 claims", await browser.GetAsync("/open"));
        Assert.Equal("nobody", await planted.GetAsync("/open"));
    }

    [Fact]
    public async Task A_cookie_of_one_node_is_read_by_another_with_the_same_keys_and_not_by_one_with_others()
    {
        var keys = new EphemeralDataProtectionProvider();
        var time = new ManualTimeProvider();
        await using var one = await SessionApplication.StartAsync(time: time, protection: keys);
        await using var two = await SessionApplication.StartAsync(time: time, protection: keys);
        await using var stranger = await SessionApplication.StartAsync(time: time);
        using var browser = one.NewBrowser();
        await browser.GetAsync("/in?name=alice");

        using var atTwo = two.NewBrowser();
        atTwo.Cookies["FedAuth"] = browser.Cookies["FedAuth"];
        Assert.Equal("alice, 2 claims", await atTwo.GetAsync("/open"));

        using var atStranger = stranger.NewBrowser();
        atStranger.Cookies["FedAuth"] = browser.Cookies["FedAuth"];
        Assert.Equal("nobody", await atStranger.GetAsync("/open"));
        Assert.IsType<XmlException>(stranger.LastFailure);
    }

    [Fact]
    public async Task A_cookie_of_NET_Framework_is_read_and_one_for_another_endpoint_is_refused()
    {
        using var key = RecordedToken.Key;
        CookieTransform[] transforms = [new DeflateCookieTransform(), new RsaEncryptionCookieTransform(key), new RsaSignatureCookieTransform(key)];
        var time = new ManualTimeProvider();
        await using var application = await SessionApplication.StartAsync(
            options =>
            {
                options.TokenHandler = new SessionSecurityTokenHandler(transforms, timeProvider: time);
                options.EndpointId = "https://rp.example/app";
            },
            time);
        await using var other = await SessionApplication.StartAsync(
            options =>
            {
                options.TokenHandler = new SessionSecurityTokenHandler(transforms, timeProvider: time);
                options.EndpointId = "https://rp.example/APP";
            },
            time);
        var cookie = RecordedToken.Load("one-identity-context-endpoint").Text("8-cookie-value.base64.txt");

        using var browser = application.NewBrowser();
        browser.Cookies["FedAuth"] = cookie[..2000];
        browser.Cookies["FedAuth1"] = cookie[2000..];
        Assert.Equal("alice, 5 claims", await browser.GetAsync("/open"));
        await browser.GetAsync("/in?name=bob");
        Assert.Equal("bob, 2 claims", await browser.GetAsync("/open"));

        using var elsewhere = other.NewBrowser();
        elsewhere.Cookies["FedAuth"] = cookie[..2000];
        elsewhere.Cookies["FedAuth1"] = cookie[2000..];
        Assert.Equal("nobody", await elsewhere.GetAsync("/open"));
        Assert.IsType<SecurityTokenValidationException>(other.LastFailure);
    }

    [Fact]
    public async Task A_user_lists_his_sessions_and_ends_one_and_all()
    {
        var time = new ManualTimeProvider();
        var sessions = new MemoryUserSessionRegistry(100, time);
        await using var application = await SessionApplication.StartAsync(options => options.Sessions = sessions, time);
        using var laptop = application.NewBrowser();
        await laptop.GetAsync("/in?name=alice");
        time.Advance(TimeSpan.FromMinutes(1));
        using var phone = application.NewBrowser();
        await phone.GetAsync("/in?name=alice");
        using var bob = application.NewBrowser();
        await bob.GetAsync("/in?name=bob");

        var listed = await sessions.ListAsync("alice", TestContext.Current.CancellationToken);
        Assert.Equal(2, listed.Count);
        Assert.True(listed[0].Began > listed[1].Began);
        Assert.Equal("TestBrowser/1.0", listed[0].Description);
        Assert.False(await sessions.EndAsync("bob", listed[0].Id, TestContext.Current.CancellationToken));

        Assert.True(await sessions.EndAsync("alice", listed[0].Id, TestContext.Current.CancellationToken));
        Assert.Equal("nobody", await phone.GetAsync("/open"));
        Assert.IsType<SecurityTokenReplayDetectedException>(application.LastFailure);
        Assert.Equal("alice, 2 claims", await laptop.GetAsync("/open"));

        Assert.Equal(1, await sessions.EndAllAsync("alice", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("nobody", await laptop.GetAsync("/open"));
        Assert.Equal("bob, 2 claims", await bob.GetAsync("/open"));
    }

    [Fact]
    public async Task A_signed_out_session_stays_ended_for_a_copy_of_its_cookie_where_sessions_are_known()
    {
        var time = new ManualTimeProvider();
        await using var application = await SessionApplication.StartAsync(options => options.Sessions = new MemoryUserSessionRegistry(100, time), time);
        using var browser = application.NewBrowser();
        await browser.GetAsync("/in?name=alice");
        using var stolen = browser.Copy();
        Assert.Equal("alice, 2 claims", await stolen.GetAsync("/open"));

        await browser.GetAsync("/out");

        Assert.Equal("nobody", await stolen.GetAsync("/open"));
        Assert.IsType<SecurityTokenReplayDetectedException>(application.LastFailure);
    }
}
