using System.Collections.Concurrent;
using Parley.Channels;
using Parley.Dispatcher;

namespace Parley.AspNetCore.Tests.Hosting;

public class InstancingTests
{
    [ServiceContract(Namespace = "urn:test")]
    public interface IThing
    {
        [OperationContract]
        int Plain();

        [OperationContract]
        int Before();

        [OperationContract]
        int After();

        [OperationContract]
        int Fresh();

        [OperationContract]
        int Visits();
    }

    [Fact]
    public async Task ReleaseInstanceMode_gives_new_objects_while_the_session_and_its_extensions_live_on()
    {
        await using var served = await Served<IThing>.OpenAsync(typeof(Thing), Bindings.Tcp);
        var thing = served.Client();
        Assert.Equal(1, thing.Plain());
        Assert.Equal(2, thing.Plain());
        Assert.Equal(1, thing.Before());
        Assert.Equal(2, thing.After());
        Assert.Equal(1, thing.Plain());
        Assert.Equal(1, thing.Fresh());
        Assert.Equal(1, thing.Plain());
        Assert.Equal(8, thing.Visits());
    }

    [Fact]
    public async Task The_object_of_a_session_is_disposed_when_the_session_ends()
    {
        var disposed = Disposing.Next();
        await using var served = await Served<ISay>.OpenAsync(typeof(Disposing), Bindings.Tcp);
        var client = served.Client();
        Assert.Equal("said", client.Say());
        Assert.False(disposed.IsCompleted);
        ((IClientChannel)client).Close();
        await disposed.Soon();
    }

    [Fact]
    public async Task A_singleton_given_by_the_user_is_not_disposed_by_the_host()
    {
        var single = new SingleSay();
        await using (var served = await Served<ISay>.OpenAsync(single, Bindings.Tcp))
        {
            Assert.Equal("said", served.Client().Say());
        }

        Assert.False(single.IsDisposed);
    }

    [Fact]
    public async Task A_singleton_made_by_the_host_is_made_at_open_and_disposed_at_close()
    {
        MadeSay.Made = MadeSay.Disposed = 0;
        await using (var served = await Served<ISay>.OpenAsync(typeof(MadeSay), Bindings.Tcp))
        {
            Assert.Equal(1, MadeSay.Made);
            Assert.Equal("said", served.Client().Say());
        }

        Assert.Equal((1, 1), (MadeSay.Made, MadeSay.Disposed));
    }

    [Fact]
    public async Task An_object_for_a_service_that_is_not_single_is_refused_at_open()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Served<ISay>.OpenAsync(new Disposing(), Bindings.Tcp));
        Assert.Contains("InstanceContextMode.Single", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_without_a_constructor_that_the_host_can_use_is_refused_at_open()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Served<ISay>.OpenAsync(typeof(NeedsMore), Bindings.Tcp));
        Assert.Contains("constructor", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnsureOrderedDispatch_with_calls_at_once_is_refused_at_open()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Served<ISay>.OpenAsync(typeof(OrderedMultiple), Bindings.Tcp));
        Assert.Contains("EnsureOrderedDispatch", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_provider_may_share_one_instance_context_between_sessions()
    {
        var provider = new SharingProvider();
        await using var served = await Served<IThing>.OpenAsync(
            typeof(Thing), Bindings.Tcp, host => host.Description.Behaviors.Add(new RuntimeBehavior(runtime => runtime.InstanceContextProvider = provider)));
        Assert.Equal(1, served.Client().Plain());
        Assert.Equal(2, served.Client().Plain());
        Assert.Equal(3, served.Client().Plain());
    }

    [ServiceContract(Namespace = "urn:test")]
    public interface ISay
    {
        [OperationContract]
        string Say();
    }

    public sealed class Thing : IThing
    {
        private int _calls;

        public int Plain() => Count();

        [OperationBehavior(ReleaseInstanceMode = ReleaseInstanceMode.BeforeCall)]
        public int Before() => Count();

        [OperationBehavior(ReleaseInstanceMode = ReleaseInstanceMode.AfterCall)]
        public int After() => Count();

        [OperationBehavior(ReleaseInstanceMode = ReleaseInstanceMode.BeforeAndAfterCall)]
        public int Fresh() => Count();

        public int Visits()
        {
            Count();
            return OperationContext.Current!.InstanceContext!.Extensions.Find<Visitors>()!.Count;
        }

        private int Count()
        {
            var extensions = OperationContext.Current!.InstanceContext!.Extensions;
            if (extensions.Find<Visitors>() is not { } visitors)
            {
                extensions.Add(visitors = new Visitors());
            }

            visitors.Count++;
            return ++_calls;
        }

        private sealed class Visitors : IExtension<InstanceContext>
        {
            public int Count { get; set; }

            public void Attach(InstanceContext owner)
            {
            }

            public void Detach(InstanceContext owner)
            {
            }
        }
    }

    public sealed class Disposing : ISay, IDisposable
    {
        private static readonly ConcurrentQueue<TaskCompletionSource> _waiting = [];

        public static Task Next()
        {
            var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(next);
            return next.Task;
        }

        public string Say() => "said";

        public void Dispose()
        {
            if (_waiting.TryDequeue(out var waiting))
            {
                waiting.SetResult();
            }
        }
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    public sealed class SingleSay : ISay, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public string Say() => "said";

        public void Dispose() => IsDisposed = true;
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    public sealed class MadeSay : ISay, IDisposable
    {
        public MadeSay() => Made++;

        public static int Made { get; set; }

        public static int Disposed { get; set; }

        public string Say() => "said";

        public void Dispose() => Disposed++;
    }

    public sealed class NeedsMore(string more) : ISay
    {
        public string Say() => more;
    }

    [ServiceBehavior(ConcurrencyMode = ConcurrencyMode.Multiple, EnsureOrderedDispatch = true)]
    public sealed class OrderedMultiple : ISay
    {
        public string Say() => "said";
    }

    private sealed class SharingProvider : IInstanceContextProvider
    {
        private InstanceContext? _shared;

        public InstanceContext? GetExistingInstanceContext(Message message, IContextChannel channel) => _shared;

        public void InitializeInstanceContext(InstanceContext instanceContext, Message message, IContextChannel channel) => _shared = instanceContext;

        public bool IsIdle(InstanceContext instanceContext) => false;

        public void NotifyIdle(InstanceContextIdleCallback callback, InstanceContext instanceContext)
        {
        }
    }
}
