using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Parley.LoadBench.Baseline;

/// <summary>The bare platform's answer to HTTP: reads the posted bytes, then writes them back.</summary>
internal static class PostService
{
    public static async Task EchoAsync(HttpContext context)
    {
        var length = (int)(context.Request.ContentLength ?? 0);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await context.Request.Body.ReadExactlyAsync(buffer.AsMemory(0, length));
            context.Response.ContentType = context.Request.ContentType;
            context.Response.ContentLength = length;
            await context.Response.BodyWriter.WriteAsync(buffer.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
