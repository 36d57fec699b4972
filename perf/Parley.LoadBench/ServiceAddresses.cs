using System.Net;
using System.Net.Sockets;
using Parley.Transports.Tests;

namespace Parley.LoadBench;

/// <summary>Where the service process listens. Made by the client process, which passes it on the command line.</summary>
/// <param name="Http">The port of the HTTP scenarios.</param>
/// <param name="Tcp">The port of net.tcp.</param>
/// <param name="Post">The port of the HTTP baseline.</param>
/// <param name="Frames">The port of the frames baseline.</param>
/// <param name="Https">The port of the scenarios over TLS.</param>
/// <param name="Folder">The folder of the local sockets and certificates.</param>
internal sealed record ServiceAddresses(int Http, int Tcp, int Post, int Frames, int Https, string Folder)
{
    /// <summary>The local socket of the frames baseline.</summary>
    public string FrameSocket => Path.Combine(Folder, "frames");

    /// <summary>The address of the HTTP baseline.</summary>
    public Uri PostUri => new($"http://127.0.0.1:{Post}/");

    public static ServiceAddresses Choose(string folder) => new(FreePort.Take(), FreePort.Take(), FreePort.Take(), FreePort.Take(), FreePort.Take(), folder);

    public static ServiceAddresses Parse(IReadOnlyList<string> arguments) => new(
        Number(arguments[0]), Number(arguments[1]), Number(arguments[2]), Number(arguments[3]), Number(arguments[4]), arguments[5]);

    public string[] ToArguments() =>
        [Text(Http), Text(Tcp), Text(Post), Text(Frames), Text(Https), Folder];

    public Uri For(Scenario scenario) => scenario.Name switch
    {
        "net.tcp" => new Uri($"net.tcp://127.0.0.1:{Tcp}/echo"),
        "rm-net.tcp" or "sec-net.tcp" or "oneway" or "rm-oneway" => new Uri($"net.tcp://127.0.0.1:{Tcp}/{scenario.Name}"),
        "net.uds" => new Uri($"net.uds://{Path.Combine(Folder, "echo")}"),
        _ when scenario.IsHttps => new Uri($"https://localhost:{Https}/{scenario.Name}"),
        _ => new Uri($"http://127.0.0.1:{Http}/{scenario.Name}"),
    };

    public Uri ForGoodput(int window) => new($"http://127.0.0.1:{Http}/tell{window}");

    public EndPoint FramesFor(Scenario scenario) => scenario.Name == "net.uds"
        ? new UnixDomainSocketEndPoint(FrameSocket)
        : new IPEndPoint(IPAddress.Loopback, Frames);

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
