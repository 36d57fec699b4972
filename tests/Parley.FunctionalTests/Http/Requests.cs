namespace Parley.FunctionalTests.Http;

/// <summary>Envelopes that tests send by hand.</summary>
internal static class Requests
{
    public const string Soap11 =
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><Echo xmlns=\"urn:echo\">hi</Echo></s:Body></s:Envelope>";

    public const string Soap12 =
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://www.w3.org/2005/08/addressing\"><s:Header>"
        + "<a:Action s:mustUnderstand=\"1\">urn:echo/Echo</a:Action><a:MessageID>urn:uuid:1</a:MessageID></s:Header>"
        + "<s:Body><Echo xmlns=\"urn:echo\">hi</Echo></s:Body></s:Envelope>";
}
