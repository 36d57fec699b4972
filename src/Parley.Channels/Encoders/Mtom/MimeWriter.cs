using System.Text;

namespace Parley.Channels;

/// <summary>Writes the frame of a MIME multipart body, RFC 2046 section 5.1.1.</summary>
internal static class MimeWriter
{
    /// <summary>Writes the headers of the whole entity, for transports that have none of their own.</summary>
    public static void WriteMessageHeaders(Stream output, string contentType) =>
        Write(output, $"MIME-Version: 1.0\r\nContent-Type: {contentType}\r\n\r\n");

    /// <summary>Writes a delimiter and a part's headers.</summary>
    public static void WritePartHeaders(Stream output, string boundary, string contentId, string transferEncoding, string contentType) =>
        Write(
            output,
            $"\r\n--{boundary}\r\nContent-ID: <{contentId}>\r\nContent-Transfer-Encoding: {transferEncoding}\r\nContent-Type: {contentType}\r\n\r\n");

    /// <summary>Writes the last delimiter.</summary>
    public static void WriteEnd(Stream output, string boundary) => Write(output, $"\r\n--{boundary}--\r\n");

    private static void Write(Stream output, string text) => output.Write(Encoding.UTF8.GetBytes(text));
}
