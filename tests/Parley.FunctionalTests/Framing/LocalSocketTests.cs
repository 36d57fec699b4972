using System.Net.Sockets;
using Parley.Channels;
using Parley.Channels.Framing;

namespace Parley.FunctionalTests.Framing;

public sealed class LocalSocketTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-");

    private string SocketFile => Path.Combine(_folder.FullName, "socket");

    private string Address => "net.uds://" + SocketFile;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_session_runs_over_a_local_socket_whose_file_goes_with_the_listener()
    {
        await using (var host = await FramingHost.StartAsync(CreateSocketBinding(), Address, FramingHost.EchoAsync))
        {
            Assert.True(File.Exists(SocketFile));
            await using var client = await FramingClient.OpenAsync(CreateSocketBinding());
            await host.AssertWorksAsync(client);
            await host.AssertWorksAsync(client);
            Assert.Equal(1, client.IdleConnections);
            await host.AssertNothingLeaksAsync(client);
        }

        Assert.False(File.Exists(SocketFile));
    }

    [Fact]
    public async Task A_socket_that_a_dead_service_left_behind_is_replaced()
    {
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // Bound under another name and moved, so that nobody removes the file.
            dead.Bind(new UnixDomainSocketEndPoint(SocketFile + "0"));
            File.Move(SocketFile + "0", SocketFile);
        }

        Assert.True(File.Exists(SocketFile));
        await using var host = await FramingHost.StartAsync(CreateSocketBinding(), Address, FramingHost.EchoAsync);
        await using var client = await FramingClient.OpenAsync(CreateSocketBinding());
        await host.AssertWorksAsync(client);
    }

    [Fact]
    public async Task A_socket_that_another_service_listens_at_is_left_alone()
    {
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(SocketFile));
        other.Listen();

        await Assert.ThrowsAsync<AddressAlreadyInUseException>(
            () => FramingHost.StartAsync(CreateSocketBinding(), Address, FramingHost.EchoAsync));
        Assert.True(File.Exists(SocketFile));
    }

    [Fact]
    public async Task A_file_that_is_no_socket_is_left_alone()
    {
        await File.WriteAllTextAsync(SocketFile, "precious", TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<AddressAlreadyInUseException>(
            () => FramingHost.StartAsync(CreateSocketBinding(), Address, FramingHost.EchoAsync));
        Assert.Equal("precious", await File.ReadAllTextAsync(SocketFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_socket_that_is_not_there_is_an_endpoint_not_found()
    {
        await using var client = await FramingClient.OpenAsync(CreateSocketBinding());

        await Assert.ThrowsAsync<EndpointNotFoundException>(() => client.ConnectAsync(new Uri(Address)));
    }

    [Fact]
    public async Task A_session_runs_over_net_pipe_in_a_folder_of_the_users_own()
    {
        var address = "net.pipe://localhost/parley-tests/" + Guid.NewGuid().ToString("N");
        await using (var host = await FramingHost.StartAsync(CreatePipeBinding(), address, FramingHost.EchoAsync))
        {
            await using var client = await FramingClient.OpenAsync(CreatePipeBinding());
            await host.AssertWorksAsync(client);
            Assert.Equal("honest", await EchoAsync(client, new Uri(address + "/deeper")));
            if (!OperatingSystem.IsWindows())
            {
                var file = LocalSocketPath.Get(new Uri(address));
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
            }
        }

        Assert.False(File.Exists(LocalSocketPath.Get(new Uri(address))));
    }

    private static async Task<string> EchoAsync(FramingClient client, Uri address)
    {
        var channel = await client.ConnectAsync(address);
        await channel.SendAsync(Messages.Create("honest"));
        var text = Messages.Read(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard));
        await channel.CloseAsync();
        return text;
    }

    private static CustomBinding CreateSocketBinding() =>
        new(new BinaryMessageEncodingBindingElement(), new UnixDomainSocketTransportBindingElement());

    private static CustomBinding CreatePipeBinding() =>
        new(new BinaryMessageEncodingBindingElement(), new NamedPipeTransportBindingElement());
}
