using System.Net;
using System.Text;
using System.Xml.Linq;

namespace Parley.Interop.Tests.Captures;

/// <summary>One side of a conversation in which both sides listen: takes what comes, and answers each with nothing.</summary>
internal sealed class DualListener : IAsyncDisposable
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    private readonly HttpListener _listener = new();
    private readonly List<DualEnvelope> _came = [];
    private readonly List<(Predicate<DualEnvelope> Is, TaskCompletionSource<DualEnvelope> Came)> _wanted = [];
    private readonly Lock _lock = new();
    private readonly Task _reading;
    private volatile bool _nothingMore;

    /// <param name="port">Where it listens.</param>
    /// <param name="path">The first part of the path.</param>
    public DualListener(string port, string path = "cb")
    {
        Port = port;
        _listener.Prefixes.Add($"http://localhost:{port}/{path}/");
        _listener.Start();
        _reading = ReadAsync();
    }

    public string Port { get; }

    public IEnumerable<string?> Destinations
    {
        get
        {
            lock (_lock)
            {
                return [.. _came.Select(static envelope => envelope.Header("To"))];
            }
        }
    }

    /// <summary>The first message of an action, and perhaps in answer to another; at once when it has come before.</summary>
    public Task<DualEnvelope> NextAsync(string action, string? relatesTo = null) =>
        NextAsync(envelope => envelope.Action == action && (relatesTo is null || envelope.Header("RelatesTo") == relatesTo));

    /// <summary>The first message that is what is looked for; at once when it has come before.</summary>
    public Task<DualEnvelope> NextAsync(Predicate<DualEnvelope> isIt)
    {
        lock (_lock)
        {
            var came = new TaskCompletionSource<DualEnvelope>(TaskCreationOptions.RunContinuationsAsynchronously);
            _wanted.Add((isIt, came));
            Look();
            return came.Task.WaitAsync(s_guard);
        }
    }

    /// <summary>From here on a message may come that its sender cuts off, such as an acknowledgement of a host that is aborted.</summary>
    public void ExpectNothingMore() => _nothingMore = true;

    public async ValueTask DisposeAsync()
    {
        ExpectNothingMore();
        _listener.Close();
        await _reading;
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var http = await _listener.GetContextAsync();
                using var reader = new StreamReader(http.Request.InputStream, Encoding.UTF8);
                var text = await reader.ReadToEndAsync();
                if (_nothingMore)
                {
                    // It may end anywhere, also before its first character.
                    return;
                }

                var envelope = new DualEnvelope(XElement.Parse(text));
                http.Response.StatusCode = (int)HttpStatusCode.Accepted;
                http.Response.Close();
                lock (_lock)
                {
                    _came.Add(envelope);
                    Look();
                }
            }
        }
        catch (Exception exception) when (_nothingMore && exception is HttpListenerException or ObjectDisposedException or IOException)
        {
            // Nobody waits for the message that was cut off.
        }
    }

    private void Look()
    {
        foreach (var (isIt, came) in _wanted)
        {
            if (_came.Find(isIt) is { } envelope)
            {
                came.TrySetResult(envelope);
            }
        }
    }
}
