// Secure sessions: a service that is restarted in mid-conversation, with a token that it has to remember and with one that carries its state;
// and what is on the wire before and after protection.
//
//   dotnet run --project samples/SecureSession

using System.Net;
using System.Net.Sockets;
using Parley;
using Parley.Channels;
using Parley.Description;
using Parley.Security;
using SecureSession;

if (args is [var serviceAddress, var serviceFolder])
{
    await ServiceProcess.ServeAsync(serviceAddress, serviceFolder);
    return;
}

var folder = Directory.CreateTempSubdirectory("parley-secure-session").FullName;
Certificates.Make(folder, "notary");
Certificates.Make(folder, "alice");
var address = $"http://localhost:{FreePort()}/";
var service = await ServiceProcess.StartAsync(address, folder);
await using var wire = new Wire(address);
await wire.StartAsync();

await using var stateless = Factory(Bindings.Stateless(), "stateless");
await using var stateful = Factory(Bindings.Stateful(), "stateful");
await using var recovering = Factory(Bindings.Stateless(), "stateless");
recovering.Endpoint.Behaviors.Add(new SessionRecoveryBehavior());

var forgetful = stateless.CreateChannel();
var lasting = stateful.CreateChannel();
var stubborn = recovering.CreateChannel();

Console.WriteLine("Three conversations begin.");
Console.WriteLine($"  stateless token:            {await forgetful.ReadAsync("the will")}");
Console.WriteLine($"  stateful token:             {await lasting.ReadAsync("the will")}");
Console.WriteLine($"  stateless, with recovery:   {await stubborn.ReadAsync("the will")}");

wire.Shows = true;
await forgetful.SignAsync("the will");
wire.Shows = false;

Console.WriteLine("\nThe service is killed, and a new process takes its place.");
await ServiceProcess.KillAsync(service);
service = await ServiceProcess.StartAsync(address, folder);

try
{
    await forgetful.ReadAsync("the codicil");
}
catch (MessageSecurityException exception)
{
    Console.WriteLine($"  stateless token:            {exception.Message}");
}

Console.WriteLine($"  stateful token:             {await lasting.ReadAsync("the codicil")}");
Console.WriteLine($"  stateless, with recovery:   {await stubborn.ReadAsync("the codicil")}");

Console.WriteLine("\nOnce more.");
await ServiceProcess.KillAsync(service);
service = await ServiceProcess.StartAsync(address, folder);
try
{
    await stubborn.SignAsync("the codicil");
}
catch (OutcomeUnknownException exception)
{
    Console.WriteLine($"  signing, with recovery:     {exception.Message}");
}

Console.WriteLine($"  and the same proxy goes on: {await stubborn.SignAsync("the codicil")}");
Console.WriteLine($"  stateful token:             {await lasting.SignAsync("the codicil")}");

((IClientChannel)forgetful).Abort();
await ((IClientChannel)lasting).CloseAsync();
await ((IClientChannel)stubborn).CloseAsync();
await ServiceProcess.KillAsync(service);
Directory.Delete(folder, recursive: true);

ChannelFactory<INotary> Factory(Binding binding, string path)
{
    // The name of the service's certificate is not that of its host, so the client says which one it expects.
    var factory = new ChannelFactory<INotary>(binding, new EndpointAddress(new Uri(address + path), new DnsEndpointIdentity("notary")));
    factory.Credentials.ClientCertificate.SetCertificateFromPemFile(Path.Combine(folder, "alice.pem"), Path.Combine(folder, "alice.key"));
    factory.Credentials.ServiceCertificate.SetDefaultCertificateFromFile(Path.Combine(folder, "notary.pem"));
    factory.Credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.Custom;
    factory.Credentials.ServiceCertificate.Authentication.CustomCertificateValidator = new Certificates.Only(Path.Combine(folder, "notary.pem"));
    factory.Endpoint.Behaviors.Add(wire);
    return factory;
}

static int FreePort()
{
    using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    return ((IPEndPoint)socket.LocalEndPoint!).Port;
}
