namespace Parley.Channels.Tests.Encoders;

public class ContentTypeHeaderTests
{
    [Theory]
    [InlineData("text/xml", "text/xml", null)]
    [InlineData("text/xml; charset=utf-8", "text/xml", "utf-8")]
    [InlineData("text/xml;charset=\"utf-8\"", "text/xml", "utf-8")]
    [InlineData("  Text/XML ;  CharSet = utf-16 ; other=1", "Text/XML", "utf-16")]
    [InlineData("text/xml;;charset=utf-8;", "text/xml", "utf-8")]
    [InlineData("text/xml; action=\"urn:a;charset=no\"; charset=yes", "text/xml", "yes")]
    [InlineData("text/xml; a=\"say \\\"hi\\\"\"; charset=utf-8", "text/xml", "utf-8")]
    [InlineData("text/xml; start=<http://tempuri.org/0>; charset=utf-8", "text/xml", "utf-8")]
    public void The_media_type_and_parameters_are_found(string contentType, string mediaType, string? charset)
    {
        Assert.True(ContentTypeHeader.TryParse(contentType, out var header));
        Assert.Equal(mediaType, header.MediaType);
        Assert.Equal(charset, header["charset"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("/xml")]
    [InlineData("text/")]
    [InlineData("te xt/xml")]
    [InlineData("text/xml; charset")]
    [InlineData("text/xml; =utf-8")]
    [InlineData("text/xml; charset=\"utf-8")]
    [InlineData("text/xml; charset=\"utf-8\"x")]
    public void A_malformed_content_type_is_refused(string contentType) => Assert.False(ContentTypeHeader.TryParse(contentType, out _));
}
