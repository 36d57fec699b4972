using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Parley.IdentityModel.Services;

/// <summary>A message of the WS-Federation passive protocol: parameters in a query, or in a form that the browser posts. WIF documentation: WSFederationMessage.</summary>
public class WSFederationMessage
{
    private const int MostParameters = 50;

    private readonly SortedDictionary<string, string> _parameters = new(StringComparer.Ordinal);

    /// <summary>Creates a message.</summary>
    /// <param name="baseUrl">Where it goes.</param>
    /// <param name="action">What it asks for (<see cref="WSFederationConstants.Actions"/>).</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public WSFederationMessage(Uri baseUrl, string action)
    {
        ArgumentNullException.ThrowIfNull(baseUrl);
        ArgumentNullException.ThrowIfNull(action);
        BaseUri = baseUrl;
        SetParameter(WSFederationConstants.Parameters.Action, action);
    }

    private WSFederationMessage(Uri baseUrl) => BaseUri = baseUrl;

    /// <summary>Where it goes.</summary>
    public Uri BaseUri { get; }

    /// <summary>All parameters, by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters => _parameters;

    /// <summary>What it asks for.</summary>
    public string? Action => GetParameter(WSFederationConstants.Parameters.Action);

    /// <summary>What comes back with the answer as it is.</summary>
    public string? Context
    {
        get => GetParameter(WSFederationConstants.Parameters.Context);
        set => SetParameter(WSFederationConstants.Parameters.Context, value);
    }

    /// <summary>The message of parameters that came in.</summary>
    /// <param name="baseUrl">Where it came to.</param>
    /// <param name="parameters">The parameters of a query or a form.</param>
    /// <returns>Null when they are no message: there is no <c>wa</c>, a parameter comes twice, or they are more than any message has.</returns>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public static WSFederationMessage? TryCreate(Uri baseUrl, IEnumerable<KeyValuePair<string, StringValues>> parameters)
    {
        ArgumentNullException.ThrowIfNull(baseUrl);
        ArgumentNullException.ThrowIfNull(parameters);
        var message = new WSFederationMessage(baseUrl);
        foreach (var (name, values) in parameters)
        {
            if (values.Count != 1 || message._parameters.Count == MostParameters || !message._parameters.TryAdd(name, values.ToString()))
            {
                return null;
            }
        }

        return message.Action is null ? null : message;
    }

    /// <summary>A parameter; null when the message does not have it.</summary>
    /// <param name="parameter">Its name.</param>
    public string? GetParameter(string parameter) => _parameters.GetValueOrDefault(parameter);

    /// <summary>Sets a parameter.</summary>
    /// <param name="parameter">Its name.</param>
    /// <param name="value">Its value; null or empty takes it away.</param>
    /// <exception cref="ArgumentException"><paramref name="parameter"/> is empty.</exception>
    public void SetParameter(string parameter, string? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(parameter);
        if (string.IsNullOrEmpty(value))
        {
            _parameters.Remove(parameter);
        }
        else
        {
            _parameters[parameter] = value;
        }
    }

    /// <summary>The message as a URL.</summary>
    public string WriteQueryString() =>
        QueryHelpers.AddQueryString(BaseUri.OriginalString, _parameters.Select(static pair => new KeyValuePair<string, string?>(pair.Key, pair.Value)));

    /// <summary>The message as a page with a form that posts itself; without scripts it has a button.</summary>
    public string WriteFormPost()
    {
        var page = new StringBuilder("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>Working…</title></head><body><form method=\"POST\" action=\"")
            .Append(WebUtility.HtmlEncode(BaseUri.OriginalString)).Append("\">");
        foreach (var (name, value) in _parameters)
        {
            page.Append("<input type=\"hidden\" name=\"").Append(WebUtility.HtmlEncode(name)).Append("\" value=\"").Append(WebUtility.HtmlEncode(value)).Append("\">");
        }

        return page.Append("<noscript><p>Scripts are disabled. Click Submit to go on.</p><input type=\"submit\" value=\"Submit\"></noscript></form>")
            .Append("<script>document.forms[0].submit();</script></body></html>").ToString();
    }
}
