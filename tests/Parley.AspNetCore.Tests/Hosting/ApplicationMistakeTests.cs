using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Parley.AspNetCore.Tests.Hosting;

/// <summary>What is wrong in an application is said when it starts.</summary>
public class ApplicationMistakeTests
{
    [ServiceContract(Namespace = "urn:test")]
    public interface IClock
    {
        [OperationContract]
        string Now();
    }

    [Fact]
    public async Task Two_services_at_one_path_keep_the_application_from_starting()
    {
        await using var log = new TestLog { ExpectsErrors = true };
        await using var app = Build(log);
        app.MapService<Clock>(service => service.AddEndpoint<IClock>(new BasicHttpBinding(), "/clock"));
        app.MapService<OtherClock>(service => service.AddEndpoint<IClock>(new BasicHttpBinding(), "/Clock/"));
        var refusal = await Assert.ThrowsAsync<AddressAlreadyInUseException>(() => app.StartAsync().Soon());
        Assert.Contains("'Clock'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'OtherClock'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_services_at_one_path_of_different_hosts_are_both_served()
    {
        await using var log = new TestLog();
        await using var app = Build(log);
        app.MapService<Clock>(service => service.AddEndpoint<IClock>(new BasicHttpBinding(), "/clock")).RequireHost("127.0.0.1");
        app.MapService<OtherClock>(service => service.AddEndpoint<IClock>(new BasicHttpBinding(), "/clock")).RequireHost("localhost");
        await app.StartAsync(TestContext.Current.CancellationToken);
        await using var factory = new ChannelFactory<IClock>(new BasicHttpBinding(), new EndpointAddress(app.Urls.First() + "/clock"));
        Assert.Equal("now", factory.CreateChannel().Now());
    }

    [Fact]
    public async Task A_service_class_whose_dependency_is_not_registered_keeps_the_application_from_starting()
    {
        await using var log = new TestLog { ExpectsErrors = true };
        await using var app = Build(log);
        app.MapService<NeedyClock>(service => service.AddEndpoint<IClock>(new BasicHttpBinding(), "/clock"));
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync().Soon());
        Assert.Contains(nameof(Battery), refusal.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(NeedyClock), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_without_endpoints_is_told_to_call_AddEndpoint()
    {
        await using var log = new TestLog { ExpectsErrors = true };
        await using var app = Build(log);
        app.MapService<Clock>(_ => { });
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync().Soon());
        Assert.Contains("Call AddEndpoint in MapService", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_and_messages_have_the_path_of_an_http_endpoint_and_not_a_host_that_is_made_up()
    {
        await using var log = new TestLog();
        await using var app = Build(log);
        app.MapService<Clock>(service => service.AddEndpoint<IClock>(new BasicHttpBinding(), "/clock"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(app.Urls.First() + "/clock"), TestContext.Current.CancellationToken).Soon();
        Assert.Contains(log.Entries, e => e.Text.Contains("listens at /clock", StringComparison.Ordinal));
        Assert.Contains(log.Entries, e => e.Text.Contains("request to /clock", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Entries, e => e.Text.Contains("http://localhost/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_bindings_at_one_path_are_refused_by_the_path()
    {
        await using var log = new TestLog { ExpectsErrors = true };
        await using var app = Build(log);
        app.MapService<Clock>(service =>
        {
            service.AddEndpoint<IClock>(new BasicHttpBinding(), "/clock");
            service.AddEndpoint<IClock>(new BasicHttpBinding(), "/clock");
        });
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync().Soon());
        Assert.Contains("Two endpoints named 'BasicHttpBinding_IClock'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'/clock'", refusal.Message, StringComparison.Ordinal);
    }

    private static WebApplication Build(TestLog log)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<ILoggerFactory>(log);
        builder.Services.AddParley();
        return builder.Build();
    }

    public sealed class Battery
    {
    }

    public sealed class Clock : IClock
    {
        public string Now() => "now";
    }

    public sealed class OtherClock : IClock
    {
        public string Now() => "then";
    }

    public sealed class NeedyClock(Battery battery) : IClock
    {
        public string Now() => battery.ToString()!;
    }
}
