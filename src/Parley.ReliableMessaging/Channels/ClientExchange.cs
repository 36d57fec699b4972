using System.Runtime.CompilerServices;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>One request of a session that is under way, until its response is there, or it is known that there will be none. Used again afterwards.</summary>
/// <param name="driver">Whom to tell.</param>
internal sealed class ClientExchange(ExchangeDriver driver)
{
    private Action? _onResponse;
    private Message? _request;
    private ConfiguredValueTaskAwaitable<Message?>.ConfiguredValueTaskAwaiter _response;

    /// <summary>Its name in the session.</summary>
    public long Number { get; private set; }

    /// <summary>Waits for the response, and tells the driver.</summary>
    /// <param name="number">The exchange's name in the session.</param>
    /// <param name="request">What was sent; it is closed. Null where somebody else does that.</param>
    /// <param name="response">The response.</param>
    public void Begin(long number, Message? request, ValueTask<Message?> response)
    {
        Number = number;
        _request = request;
        _response = response.ConfigureAwait(false).GetAwaiter();
        if (_response.IsCompleted)
        {
            End(isInline: true);
        }
        else
        {
            _response.UnsafeOnCompleted(_onResponse ??= () => End(isInline: false));
        }
    }

    private void End(bool isInline)
    {
        Message? response = null;
        Exception? failure = null;
        try
        {
            response = _response.GetResult();
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        _response = default;
        _request?.Close();
        _request = null;
        driver.HandleEnd(this, response, failure, isInline);
    }
}
