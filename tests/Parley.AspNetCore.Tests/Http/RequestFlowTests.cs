using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.AspNetCore.Tests.Hosting;
using Parley.Channels;
using Parley.Description;

namespace Parley.AspNetCore.Tests.Http;

/// <summary>Operations run with the async locals of their HTTP request.</summary>
public sealed class RequestFlowTests
{
    private const string Mark = "taler";

    [ServiceContract(Namespace = "urn:test")]
    public interface ILookout
    {
        /// <summary>Says what is around: at once, and after it was let go on.</summary>
        [OperationContract]
        Task<string> LookAsync(int call);
    }

    [Fact]
    public async Task An_operation_sees_its_http_context_its_activity_and_its_culture()
    {
        using var listening = new Listener("Microsoft.AspNetCore");
        var around = new Around();
        around.LetGoOn();
        await using var log = new TestLog();
        await using var app = await StartAsync<Lookout>(log, around);
        await using var factory = new ChannelFactory<ILookout>(new BasicHttpBinding(), Address(app));
        for (var call = 0; call < 3; call++)
        {
            var trace = await CallAsync(factory.CreateChannel(), call);
            Assert.Equal(Expected(trace), around.Seen[call]);
        }
    }

    [Fact]
    public async Task Operations_that_waited_for_a_throttle_see_what_is_theirs()
    {
        using var listening = new Listener("Microsoft.AspNetCore");
        var around = new Around();
        await using var log = new TestLog();
        await using var app = await StartAsync<Lookout>(log, around, new ServiceThrottlingBehavior { MaxConcurrentCalls = 1 });
        await SeeAllAsync(app, around);
    }

    [Fact]
    public async Task Operations_that_waited_for_their_object_see_what_is_theirs()
    {
        using var listening = new Listener("Microsoft.AspNetCore");
        var around = new Around();
        await using var log = new TestLog();
        await using var app = await StartAsync<LoneLookout>(log, around);
        await SeeAllAsync(app, around);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_operation_of_a_reliable_session_sees_the_request_that_brought_its_message(bool isNewer)
    {
        var around = new Around();
        around.LetGoOn();
        await using var log = new TestLog();
        Binding CreateBinding() => isNewer
            ? new WS2007HttpBinding(SecurityMode.None, reliableSessionEnabled: true)
            : new WSHttpBinding(SecurityMode.None, reliableSessionEnabled: true);
        await using var app = await StartAsync<Lookout>(log, around, binding: CreateBinding());
        await using var factory = new ChannelFactory<ILookout>(CreateBinding(), Address(app));
        var lookout = factory.CreateChannel();
        for (var call = 0; call < 3; call++)
        {
            Assert.Equal("same", await lookout.LookAsync(call).WaitAsync(TimeSpan.FromSeconds(30)));
            Assert.StartsWith("POST /lookout|", around.Seen[call], StringComparison.Ordinal);
            Assert.Contains($"|{Mark}|", around.Seen[call], StringComparison.Ordinal);
        }

        await ((IClientChannel)lookout).CloseAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task An_operation_of_a_stand_alone_host_goes_on_with_the_trace_of_its_caller()
    {
        using var listening = new Listener("Parley.Http");
        var around = new Around();
        around.LetGoOn();
        await using var served = await Served<ILookout>.OpenAsync(new Lookout(around, new HttpContextAccessor()), Bindings.Ws);
        for (var call = 0; call < 2; call++)
        {
            var trace = await CallAsync(served.Client(), call);
            Assert.Equal($"no request|{trace}||Parley.HttpRequestIn", around.Seen[call]);
        }

        Assert.Contains(listening.Ended, activity =>
            activity.Kind == ActivityKind.Server && Equals(activity.GetTagItem("http.response.status_code"), 200));
    }

    [Fact]
    public async Task A_request_leaves_nothing_to_the_next_one()
    {
        var around = new Around();
        around.LetGoOn();
        await using var log = new TestLog();
        await using var app = await StartAsync<Lookout>(log, around);
        await using var factory = new ChannelFactory<ILookout>(new BasicHttpBinding(), Address(app));
        var lookout = factory.CreateChannel();
        await CallAsync(lookout, 0);
        around.SetsCulture = false;
        await CallAsync(lookout, 1);
        Assert.Contains($"|{Mark}|", around.Seen[0], StringComparison.Ordinal);
        Assert.Contains("||", around.Seen[1], StringComparison.Ordinal);
    }

    private static string Expected(string trace) =>
        $"POST /lookout|{trace}|{Mark}|Microsoft.AspNetCore.Hosting.HttpRequestIn";

    private static async Task SeeAllAsync(WebApplication app, Around around)
    {
        await using var factory = new ChannelFactory<ILookout>(new BasicHttpBinding(), Address(app));
        var calls = new List<Task<string>>();
        for (var call = 0; call < 3; call++)
        {
            calls.Add(CallAsync(factory.CreateChannel(), call));
            await around.Arrived.WaitAsync(TimeSpan.FromSeconds(30));
        }

        around.LetGoOn();
        for (var call = 0; call < 3; call++)
        {
            Assert.Equal(Expected(await calls[call].WaitAsync(TimeSpan.FromSeconds(30))), around.Seen[call]);
        }
    }

    /// <summary>Calls within a trace of its own.</summary>
    /// <returns>The identifier of the trace.</returns>
    private static async Task<string> CallAsync(ILookout lookout, int call)
    {
        using var activity = new Activity("client").SetIdFormat(ActivityIdFormat.W3C);
        activity.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        activity.Start();
        var seen = await lookout.LookAsync(call).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("same", seen);
        return activity.TraceId.ToString();
    }

    private static EndpointAddress Address(WebApplication app) =>
        new(new Uri(new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()), "/lookout"));

    private static async Task<WebApplication> StartAsync<TService>(
        TestLog log, Around around, IServiceBehavior? behavior = null, Binding? binding = null)
        where TService : class
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<ILoggerFactory>(log);
        builder.Services.AddSingleton(around);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddParley();
        var app = builder.Build();
        app.Use(async (http, next) =>
        {
            if (around.SetsCulture)
            {
                var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
                culture.NumberFormat.CurrencySymbol = Mark;
                CultureInfo.CurrentCulture = culture;
            }

            // The request is with the dispatcher, in a queue or in its operation, when this returns.
            var handling = next(http);
            around.Arrived.Release();
            await handling;
        });
        app.MapService<TService>(service =>
        {
            service.AddEndpoint<ILookout>(binding ?? new BasicHttpBinding(), "/lookout");
            if (behavior is not null)
            {
                service.Description.Behaviors.Add(behavior);
            }
        });
        await app.StartAsync();
        return app;
    }

    public sealed class Around
    {
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task GoOn => _goOn.Task;

        public SemaphoreSlim Arrived { get; } = new(0);

        public string[] Seen { get; } = new string[3];

        public bool SetsCulture { get; set; } = true;

        public void LetGoOn() => _goOn.TrySetResult();
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Multiple)]
    public class Lookout(Around around, IHttpContextAccessor accessor) : ILookout
    {
        public async Task<string> LookAsync(int call)
        {
            var before = See();
            await around.GoOn;
            around.Seen[call] = before;
            return See() == before ? "same" : "other";
        }

        private string See()
        {
            var request = accessor.HttpContext?.Request;
            var culture = CultureInfo.CurrentCulture.NumberFormat.CurrencySymbol == Mark ? Mark : string.Empty;
            return $"{(request is null ? "no request" : $"{request.Method} {request.Path}")}|{Activity.Current?.TraceId}|{culture}|{Activity.Current?.OperationName}";
        }
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Single)]
    public sealed class LoneLookout(Around around, IHttpContextAccessor accessor) : Lookout(around, accessor);

    private sealed class Listener : IDisposable
    {
        private readonly ActivityListener _listener;

        public Listener(string source)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = candidate => candidate.Name == source,
                Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity => Ended.Enqueue(activity),
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public ConcurrentQueue<Activity> Ended { get; } = new();

        public void Dispose() => _listener.Dispose();
    }
}
