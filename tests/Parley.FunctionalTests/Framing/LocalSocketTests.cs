using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Parley.Channels;
using Parley.Channels.Framing;
using Parley.Description;
using Parley.IdentityModel.Selectors;
using Parley.Security;

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
    public async Task A_listener_that_closes_leaves_the_socket_of_a_successor_alone()
    {
        using var successor = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await using (await FramingHost.StartAsync(CreateSocketBinding(), Address, FramingHost.EchoAsync))
        {
            File.Delete(SocketFile);
            successor.Bind(new UnixDomainSocketEndPoint(SocketFile));
            successor.Listen();

            // Both may have been made within one tick of the file system's clock.
            File.SetLastWriteTimeUtc(SocketFile, DateTime.UnixEpoch);
        }

        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(SocketFile), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_client_whose_socket_has_a_long_name_is_served_as_all_others()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have names of other lengths.");
        await using var source = SocketSource.Bind(new UnixDomainSocketEndPoint(SocketFile), backlog: 8);
        foreach (var length in (int[])[SocketFile.Length + 1, 90, 107, 108])
        {
            var accepting = source.AcceptAsync().AsTask();
            using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            client.Bind(new LongName(Path.Combine(_folder.FullName, "c").PadRight(length, 'x')));
            await client.ConnectAsync(source.EndPoint, TestContext.Current.CancellationToken);

            var connection = (await accepting.WaitAsync(FramingHost.Guard, TestContext.Current.CancellationToken))!;
            Assert.Equal("a local client", connection.RemoteEndPoint!.ToString());
            await connection.CloseAsync();
        }
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
    public async Task A_named_pipe_where_the_socket_should_be_is_refused_at_once_and_left_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes among its files.");
        Assert.Equal(0, MakePipe(SocketFile, Convert.ToUInt32("600", 8)));

        // A thread of its own, because whoever opens a pipe that nobody writes to is not let go again.
        var opening = Task.Factory.StartNew(
            () => FramingHost.StartAsync(CreateSocketBinding(), Address, FramingHost.EchoAsync),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap();

        var exception = await Assert.ThrowsAsync<AddressAlreadyInUseException>(() => opening.WaitAsync(FramingHost.Guard));
        Assert.Contains("no socket", exception.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(SocketFile));
    }

    [Fact]
    public async Task Tls_to_an_address_without_a_host_name_needs_an_identity_or_a_rule_of_the_users()
    {
        var credentials = new ServiceCredentials();
        credentials.ServiceCertificate.Certificate = TestCertificates.Shared.Service;
        await using var host = await FramingHost.StartAsync(CreateTlsBinding(), Address, FramingHost.EchoAsync, credentials);

        var careless = new ClientCredentials();
        careless.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        await using (var client = await FramingClient.OpenAsync(CreateTlsBinding(), careless))
        {
            var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => client.ConnectAsync(host.Uri));
            Assert.Contains("EndpointIdentity", exception.Message, StringComparison.Ordinal);
            var known = client.Factory.CreateChannel(new EndpointAddress(host.Uri, EndpointIdentity.CreateDnsIdentity("localhost")));
            await known.OpenAsync().AsTask().WaitAsync(FramingHost.Guard);
            await known.CloseAsync().AsTask().WaitAsync(FramingHost.Guard);
        }

        var own = new ClientCredentials();
        own.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.Custom;
        own.ServiceCertificate.Authentication.CustomCertificateValidator = X509CertificateValidator.None;
        await using (var client = await FramingClient.OpenAsync(CreateTlsBinding(), own))
        {
            await host.AssertWorksAsync(client);
        }
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

    [DllImport("libc", EntryPoint = "mkfifo", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakePipe(string path, uint mode);

    private static CustomBinding CreateTlsBinding() =>
        new(new BinaryMessageEncodingBindingElement(), new SslStreamSecurityBindingElement(), new UnixDomainSocketTransportBindingElement());

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

    /// <summary>A socket's name, without the zero that may end it.</summary>
    private sealed class LongName(string path) : EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Unix;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Unix, 2 + path.Length);
            Encoding.ASCII.GetBytes(path, address.Buffer.Span[2..]);
            return address;
        }

        public override EndPoint Create(SocketAddress socketAddress) => this;
    }
}
