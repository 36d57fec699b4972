using System.Text;
using Parley.Channels.Framing;

namespace Parley.Transports.Tests.Framing;

public class LocalSocketPathTests
{
    [Fact]
    public void The_path_of_a_uds_address_is_the_file() =>
        Assert.Equal("/run/user/1000/a b", LocalSocketPath.Get(new Uri("net.uds:///run/user/1000/a%20b")));

    [Fact]
    public void A_uds_path_beyond_what_a_socket_may_have_is_refused_with_its_length()
    {
        var exception = Assert.Throws<ArgumentException>(() => LocalSocketPath.Get(new Uri("net.uds:///" + new string('a', 200))));

        Assert.Contains("201 bytes", exception.Message, StringComparison.Ordinal);
        Assert.Contains("107", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_uds_address_without_a_path_is_refused() =>
        Assert.Throws<ArgumentException>(() => LocalSocketPath.Get(new Uri("net.uds://localhost/")));

    [Fact]
    public void Client_and_service_find_the_same_pipe_whatever_host_and_case_they_use()
    {
        var service = LocalSocketPath.Get(new Uri("net.pipe://localhost/Calculator/Sessions"));

        Assert.Equal(service, LocalSocketPath.Get(new Uri("net.pipe://127.0.0.1/calculator/sessions/")));
        Assert.NotEqual(service, LocalSocketPath.Get(new Uri("net.pipe://localhost/calculator-sessions")));
    }

    [Fact]
    public void A_long_pipe_address_gets_a_short_file_that_no_other_address_has()
    {
        var one = LocalSocketPath.Get(new Uri("net.pipe://localhost/" + new string('a', 300) + "1"));
        var other = LocalSocketPath.Get(new Uri("net.pipe://localhost/" + new string('a', 300) + "2"));

        Assert.True(Encoding.UTF8.GetByteCount(one) <= LocalSocketPath.MaxBytes);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void The_pipes_of_root_lie_where_nobody_else_can_prepare_a_folder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "For root on Linux only.");

        Assert.StartsWith("/run/parley/", LocalSocketPath.Get(new Uri("net.pipe://localhost/calculator")), StringComparison.Ordinal);
    }
}
