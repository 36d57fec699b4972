using System.Runtime.Serialization;
using System.Text;
using System.Xml;
using Parley.Formatting;

namespace Parley.Tests.Formatting;

/// <summary>Values that go without a serializer have the serializer's form, byte for byte.</summary>
public sealed class PrimitiveFormatTests
{
    public static readonly TheoryData<Type, object?> Values = new()
    {
        { typeof(string), "text <&> \u00e9" },
        { typeof(string), string.Empty },
        { typeof(string), null },
        { typeof(string), "line\r\nline\ttab" },
        { typeof(bool), true },
        { typeof(bool), false },
        { typeof(int), int.MinValue },
        { typeof(int), 0 },
        { typeof(int?), null },
        { typeof(int?), 5 },
        { typeof(long), long.MaxValue },
        { typeof(short), (short)-7 },
        { typeof(ushort), ushort.MaxValue },
        { typeof(byte), (byte)200 },
        { typeof(sbyte), (sbyte)-100 },
        { typeof(uint), uint.MaxValue },
        { typeof(ulong), ulong.MaxValue },
        { typeof(char), 'x' },
        { typeof(char), '\0' },
        { typeof(float), 1.5f },
        { typeof(float), float.NaN },
        { typeof(double), 0.1 },
        { typeof(double), double.NegativeInfinity },
        { typeof(decimal), 79228162514264337593543950335m },
        { typeof(decimal), 1.50m },
        { typeof(DateTime), new DateTime(2026, 11, 21, 9, 30, 15, 123, DateTimeKind.Utc) },
        { typeof(DateTime), new DateTime(2026, 11, 21, 9, 30, 15, DateTimeKind.Unspecified) },
        { typeof(DateTime), DateTime.MinValue },
        { typeof(TimeSpan), TimeSpan.FromMilliseconds(90061001) },
        { typeof(TimeSpan), -TimeSpan.FromTicks(1) },
        { typeof(Guid), new Guid("00112233-4455-6677-8899-aabbccddeeff") },
        { typeof(Guid?), null },
        { typeof(Uri), new Uri("http://example.org/a b?c=\u00e9") },
        { typeof(Uri), new Uri("relative/path", UriKind.Relative) },
        { typeof(Uri), null },
        { typeof(byte[]), new byte[] { 1, 2, 3, 4 } },
        { typeof(byte[]), Array.Empty<byte>() },
        { typeof(byte[]), null },
        { typeof(int[]), new[] { 1, -2, 3 } },
        { typeof(int[]), Array.Empty<int>() },
        { typeof(int[]), null },
        { typeof(string[]), new[] { "a", string.Empty, null, "d" } },
        { typeof(bool[]), new[] { true, false } },
        { typeof(long[]), new[] { 1L, long.MinValue } },
        { typeof(short[]), new short[] { 1, 2 } },
        { typeof(ushort[]), new ushort[] { 1, 2 } },
        { typeof(sbyte[]), new sbyte[] { 1, -2 } },
        { typeof(uint[]), new uint[] { 1, 2 } },
        { typeof(ulong[]), new ulong[] { 1, 2 } },
        { typeof(float[]), new[] { 1.5f } },
        { typeof(double[]), new[] { 1.5, 2.5 } },
        { typeof(decimal[]), new[] { 1.5m } },
        { typeof(char[]), new[] { 'a', 'b' } },
        { typeof(DateTime[]), new[] { new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) } },
        { typeof(TimeSpan[]), new[] { TimeSpan.FromSeconds(1) } },
        { typeof(Guid[]), new[] { new Guid("00112233-4455-6677-8899-aabbccddeeff") } },
        { typeof(Uri[]), new Uri?[] { new("http://example.org/"), null } },
    };

    private static readonly XmlDictionary s_dictionary = new();
    private static readonly XmlDictionaryString s_name = s_dictionary.Add("value");
    private static readonly XmlDictionaryString s_namespace = s_dictionary.Add("urn:ns");

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Text_is_the_serializers(Type type, object? value)
    {
        var format = PrimitiveFormats.Find(type)!;
        Assert.Equal(
            Encoding.UTF8.GetString(Serialize(type, value, binary: false)), Encoding.UTF8.GetString(Write(format, value, binary: false)));
    }

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void The_serializer_reads_what_we_write_and_we_read_what_it_writes(Type type, object? value)
    {
        var format = PrimitiveFormats.Find(type)!;
        foreach (var binary in new[] { false, true })
        {
            Assert.Equal(value, Deserialize(type, Write(format, value, binary), binary));
            Assert.Equal(value, Read(format, Serialize(type, value, binary), binary));
            Assert.Equal(value, Read(format, Write(format, value, binary), binary));
        }
    }

    [Fact]
    public void Types_that_need_a_serializer_have_no_format_here()
    {
        Assert.Null(PrimitiveFormats.Find(typeof(object)));
        Assert.Null(PrimitiveFormats.Find(typeof(DateTimeOffset)));
        Assert.Null(PrimitiveFormats.Find(typeof(DayOfWeek)));
        Assert.Null(PrimitiveFormats.Find(typeof(List<int>)));
        Assert.Null(PrimitiveFormats.Find(typeof(byte[][])));
    }

    [Fact]
    public void Unknown_elements_in_an_array_end_it_without_harm()
    {
        var format = PrimitiveFormats.Find(typeof(string[]))!;
        const string Items = "<v xmlns:a='http://schemas.microsoft.com/2003/10/Serialization/Arrays'> <a:string>x</a:string> <!-- c --> <a:string>y</a:string><other/></v>";
        Assert.Equal(["x", "y"], (string[])Read(format, Encoding.UTF8.GetBytes(Items), binary: false)!);
        var numbers = PrimitiveFormats.Find(typeof(int[]))!;
        const string Numbers = "<v xmlns:a='http://schemas.microsoft.com/2003/10/Serialization/Arrays'> <a:int> 1 </a:int> <!-- c --> <a:int>2</a:int><other/></v>";
        Assert.Equal([1, 2], (int[])Read(numbers, Encoding.UTF8.GetBytes(Numbers), binary: false)!);
    }

    [Fact]
    public void Unknown_elements_between_the_items_of_an_array_are_skipped_as_the_serializer_does()
    {
        var items = Encoding.UTF8.GetBytes(
            "<v xmlns='urn:v' xmlns:a='http://schemas.microsoft.com/2003/10/Serialization/Arrays'><a:string>x</a:string><other><a:string>z</a:string></other><a:string>y</a:string></v>");
        using var reader = XmlDictionaryReader.CreateTextReader(items, XmlDictionaryReaderQuotas.Max);
        Assert.Equal(["x", "y"], (string[])new DataContractSerializer(typeof(string[]), "v", "urn:v").ReadObject(reader)!);
        Assert.Equal(["x", "y"], (string[])Read(PrimitiveFormats.Find(typeof(string[]))!, items, binary: false)!);
    }

    private static byte[] Write(ValueFormat format, object? value, bool binary)
    {
        using var stream = new MemoryStream();
        using (var writer = Writer(stream, binary))
        {
            format.Write(writer, s_name, s_namespace, value);
        }

        return stream.ToArray();
    }

    private static byte[] Serialize(Type type, object? value, bool binary)
    {
        using var stream = new MemoryStream();
        using (var writer = Writer(stream, binary))
        {
            new DataContractSerializer(type, s_name, s_namespace).WriteObject(writer, value);
        }

        return stream.ToArray();
    }

    private static object? Read(ValueFormat format, byte[] bytes, bool binary)
    {
        using var reader = Reader(bytes, binary);
        reader.MoveToContent();
        var value = format.Read(reader);
        Assert.True(reader.EOF || reader.MoveToContent() == XmlNodeType.None);
        return value;
    }

    private static object? Deserialize(Type type, byte[] bytes, bool binary)
    {
        using var reader = Reader(bytes, binary);
        return new DataContractSerializer(type, s_name, s_namespace).ReadObject(reader);
    }

    private static XmlDictionaryWriter Writer(Stream stream, bool binary) => binary
        ? XmlDictionaryWriter.CreateBinaryWriter(stream, null, null, ownsStream: false)
        : XmlDictionaryWriter.CreateTextWriter(stream, Encoding.UTF8, ownsStream: false);

    private static XmlDictionaryReader Reader(byte[] bytes, bool binary) => binary
        ? XmlDictionaryReader.CreateBinaryReader(bytes, XmlDictionaryReaderQuotas.Max)
        : XmlDictionaryReader.CreateTextReader(bytes, XmlDictionaryReaderQuotas.Max);
}
