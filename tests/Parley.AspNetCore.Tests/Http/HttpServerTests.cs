using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Parley.Channels;

namespace Parley.AspNetCore.Tests.Http;

public sealed class HttpServerTests
{
    [Fact]
    public async Task A_server_whose_stopping_is_cut_short_is_disposed_all_the_same()
    {
        var server = new Unstoppable();
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => HttpServer.StopAsync(server, server, new CancellationToken(canceled: true)).AsTask());
        Assert.True(server.IsDisposed);
    }

    private sealed class Unstoppable : IServer, IAsyncDisposable
    {
        public bool IsDisposed { get; private set; }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        }

        public void Dispose() => IsDisposed = true;

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return default;
        }
    }
}
