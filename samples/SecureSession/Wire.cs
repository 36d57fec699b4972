using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley;
using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace SecureSession;

/// <summary>Stands between client and service and shows what passes; and shows the client's messages before they are protected.</summary>
internal sealed partial class Wire : IClientMessageInspector, IEndpointBehavior, IAsyncDisposable
{
    private readonly HttpClient _service = new();
    private readonly WebApplication _application;

    internal Wire(string service)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.Run(http => ForwardAsync(http, new Uri(service)));
    }

    internal bool Shows { get; set; }

    internal Uri Address => new(_application.Urls.First());

    internal Task StartAsync() => _application.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _service.Dispose();
    }

    object? IClientMessageInspector.BeforeSendRequest(ref Message request, IClientChannel channel)
    {
        using var buffer = request.CreateBufferedCopy(int.MaxValue);
        request = buffer.CreateMessage();
        using var copy = buffer.CreateMessage();
        Show("The request before it is protected", copy.ToString());
        return null;
    }

    void IClientMessageInspector.AfterReceiveReply(ref Message reply, object? correlationState)
    {
    }

    void IEndpointBehavior.ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime clientRuntime)
    {
        clientRuntime.MessageInspectors.Add(this);
        clientRuntime.Via = new UriBuilder(endpoint.Address!.Uri) { Port = Address.Port }.Uri;
    }

    void IEndpointBehavior.AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection bindingParameters)
    {
    }

    void IEndpointBehavior.ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher endpointDispatcher)
    {
    }

    void IEndpointBehavior.Validate(ServiceEndpoint endpoint)
    {
    }

    private async Task ForwardAsync(HttpContext http, Uri service)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        Show("The request on the wire", body);
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", http.Request.ContentType);
        using var response = await _service.PostAsync(new Uri(service, http.Request.Path), content);
        var answer = await response.Content.ReadAsStringAsync();
        Show("The response on the wire", answer);
        http.Response.StatusCode = (int)response.StatusCode;
        http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await http.Response.WriteAsync(answer);
    }

    private void Show(string what, string message)
    {
        if (Shows)
        {
            var shortened = Base64().Replace(message, match => match.Value[..20] + "…");
            Console.WriteLine($"\n{what} ({message.Length} characters):\n{shortened}");
        }
    }

    [GeneratedRegex("[A-Za-z0-9+/=]{60,}")]
    private static partial Regex Base64();
}
