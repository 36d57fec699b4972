namespace Parley.Channels.Tests.Encoders;

public class BufferManagerTests
{
    [Theory]
    [InlineData(524288, 65536)]
    [InlineData(0, 65536)]
    [InlineData(524288, 0)]
    public void A_buffer_has_at_least_the_size_that_is_asked_for(long poolSize, int bufferSize)
    {
        var manager = BufferManager.CreateBufferManager(poolSize, bufferSize);

        foreach (var size in (int[])[0, 1, 15, 16, 17, 4096, 65536, 65537, 1 << 20])
        {
            var buffer = manager.TakeBuffer(size);
            Assert.True(buffer.Length >= size);
            manager.ReturnBuffer(buffer);
        }

        manager.Clear();
    }

    [Fact]
    public void A_buffer_that_came_back_is_lent_again()
    {
        var manager = BufferManager.CreateBufferManager(524288, 65536);
        var first = manager.TakeBuffer(60000);
        manager.ReturnBuffer(first);

        Assert.Same(first, manager.TakeBuffer(60000));
    }

    [Fact]
    public void Without_a_pool_every_buffer_is_new_and_has_the_exact_size()
    {
        var manager = BufferManager.CreateBufferManager(0, 65536);
        var first = manager.TakeBuffer(60000);
        manager.ReturnBuffer(first);

        Assert.Equal(60000, first.Length);
        Assert.NotSame(first, manager.TakeBuffer(60000));
    }

    [Fact]
    public void A_buffer_of_a_strange_size_may_be_returned()
    {
        var manager = BufferManager.CreateBufferManager(524288, 65536);

        manager.ReturnBuffer(new byte[1000]);
        manager.ReturnBuffer([]);
        manager.ReturnBuffer(new byte[1 << 20]);
    }

    [Fact]
    public void Negative_sizes_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BufferManager.CreateBufferManager(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => BufferManager.CreateBufferManager(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BufferManager.CreateBufferManager(1, 1).TakeBuffer(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BufferManager.CreateBufferManager(0, 1).TakeBuffer(-1));
    }
}
