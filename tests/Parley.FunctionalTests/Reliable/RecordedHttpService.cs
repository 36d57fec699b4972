using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.FunctionalTests.Reliable;

/// <summary>A recorded service at a real port: says what it said then, with the names of now.</summary>
/// <param name="folder">The conversation.</param>
/// <param name="cutsWhereSilent">True to cut the connection where nothing was answered; false for an empty response.</param>
internal sealed class RecordedHttpService(string folder, bool cutsWhereSilent = false) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<(RecordedText Request, RecordedText? Response)> _left = RecordedMessages.Conversation(folder);
    private readonly List<RecordedText> _heard = [];
    private readonly List<(string Key, int Times, TaskCompletionSource Done)> _awaited = [];
    private readonly Dictionary<string, RecordedText?> _answered = [];
    private readonly Dictionary<string, string> _names = [];

    // gSOAP's service does, and WCF's client then looks for a message.
    private readonly bool _typesEmptyResponses = folder.StartsWith("gsoap", StringComparison.Ordinal) || folder.EndsWith("contenttype", StringComparison.Ordinal);
    private WebApplication? _application;

    /// <summary>The conversation.</summary>
    public List<(RecordedText Request, RecordedText? Response)> Conversation { get; } = RecordedMessages.Conversation(folder);

    /// <summary>What our client has said.</summary>
    public IReadOnlyList<RecordedText> Heard
    {
        get
        {
            lock (_gate)
            {
                return [.. _heard];
            }
        }
    }

    /// <summary>Done when our client has said that it ends the session.</summary>
    public TaskCompletionSource Faulted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Uri Address { get; private set; } = null!;

    /// <summary>Done when our client has said something so often.</summary>
    public Task HasHeardAsync(string key, int times)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _awaited.Add((key, times, done));
            TellAwaited();
        }

        return done.Task;
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.Run(HandleAsync);
        await _application.StartAsync();
        Address = new Uri(new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "recorded");
    }

    public async ValueTask DisposeAsync()
    {
        await _application!.StopAsync(new CancellationToken(true)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _application.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var answer = Answer(new RecordedText(body.ToArray()));
        if (answer is null && cutsWhereSilent)
        {
            http.Abort();
            return;
        }

        if (answer is null)
        {
            http.Response.StatusCode = StatusCodes.Status202Accepted;
            if (_typesEmptyResponses)
            {
                http.Response.ContentType = "application/soap+xml; charset=utf-8";
            }

            return;
        }

        http.Response.StatusCode = answer.IsFault ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
        http.Response.ContentType = answer.Version.Envelope == Parley.EnvelopeVersion.Soap11 ? "text/xml; charset=utf-8" : "application/soap+xml; charset=utf-8";
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(Rename(answer.Text)));
    }

    private RecordedText? Answer(RecordedText heard)
    {
        lock (_gate)
        {
            _heard.Add(heard);
            TellAwaited();
            if (heard is { IsFault: true, Number: 0 })
            {
                Faulted.TrySetResult();
            }

            var index = _left.FindIndex(exchange => exchange.Request.Key == heard.Key);
            if (index < 0)
            {
                return _answered.GetValueOrDefault(heard.Key);
            }

            var (request, response) = _left[index];
            _left.RemoveAt(index);
            Learn(request.MessageId, heard.MessageId);
            Learn(request.Offer, heard.Offer);
            Learn(request.To, heard.To);
            _answered[heard.Key] = response;
            return response;
        }
    }

    private void TellAwaited()
    {
        foreach (var (_, _, done) in _awaited.Where(awaited => _heard.Count(heard => heard.Key == awaited.Key) >= awaited.Times))
        {
            done.TrySetResult();
        }
    }

    private void Learn(string? recorded, string? ours)
    {
        if (recorded is not null && ours is not null)
        {
            _names[recorded] = ours;
        }
    }

    private string Rename(string text)
    {
        lock (_gate)
        {
            foreach (var (recorded, ours) in _names)
            {
                text = text.Replace(recorded, ours, StringComparison.Ordinal);
            }

            return text;
        }
    }
}
