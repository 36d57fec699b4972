using System.IO.Pipes;
using System.Runtime.Versioning;

namespace Parley.Channels.Framing;

/// <summary>Opens the client's connections to Windows named pipes.</summary>
[SupportedOSPlatform("windows")]
internal sealed class NamedPipeDialer : ConnectionDialer
{
    public override string GetPoolKey(Uri via) => PipeName.Get(via);

    public override async ValueTask<FramingConnection> ConnectAsync(Uri via, CancellationToken cancellationToken)
    {
        var pipe = new NamedPipeClientStream(
            ".", PipeName.Get(via), PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.WriteThrough | PipeOptions.CurrentUserOnly);
        try
        {
            // A pipe that is not there would be waited for; a few milliseconds are for one that is busy.
            await pipe.ConnectAsync(TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false);
            return new StreamConnection(pipe, null, waitsWithoutBuffer: false);
        }
        catch (Exception exception) when (exception is TimeoutException or IOException)
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
            throw new EndpointNotFoundException(
                $"Could not connect to '{via}': nobody listens at its pipe. The service may not be running, or run as another user.", exception);
        }
        catch
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
