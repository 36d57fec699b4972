using System.Xml;

namespace Parley.Formatting;

/// <summary>The types that need no serializer, with the form that the data contract serializer gives them.
/// Source: [MC-NBFX] and WCF documentation, Types Supported by the Data Contract Serializer.</summary>
internal static class PrimitiveFormats
{
    internal static readonly XmlDictionaryString ArraysNamespace =
        new XmlDictionary(1).Add("http://schemas.microsoft.com/2003/10/Serialization/Arrays");

    private static readonly Dictionary<Type, ValueFormat> s_formats = Create();

    /// <summary>The format of a primitive type, its nullable or its array; null for any other type.</summary>
    internal static ValueFormat? Find(Type type) => s_formats.GetValueOrDefault(type);

    private static Dictionary<Type, ValueFormat> Create()
    {
        var formats = new Dictionary<Type, ValueFormat> { [typeof(byte[])] = new Base64Format() };

        AddValue<bool>(
            "boolean", static (w, v) => w.WriteValue(v), static r => r.ReadElementContentAsBoolean(),
            new(static (w, n, ns, a) => w.WriteArray(null, n, ns, a, 0, a.Length), static (r, n, ns) => r.ReadBooleanArray(n, ns)),
            PlainPrimitives.Boolean);
        AddValue<int>(
            "int", static (w, v) => w.WriteValue(v), static r => r.ReadElementContentAsInt(),
            new(static (w, n, ns, a) => w.WriteArray(null, n, ns, a, 0, a.Length), static (r, n, ns) => r.ReadInt32Array(n, ns)),
            PlainPrimitives.Integer<int>());
        AddValue<long>(
            "long", static (w, v) => w.WriteValue(v), static r => r.ReadElementContentAsLong(),
            new(static (w, n, ns, a) => w.WriteArray(null, n, ns, a, 0, a.Length), static (r, n, ns) => r.ReadInt64Array(n, ns)),
            PlainPrimitives.Integer<long>());
        AddValue<float>(
            "float", static (w, v) => w.WriteValue(v), static r => r.ReadElementContentAsFloat(),
            new(static (w, n, ns, a) => w.WriteArray(null, n, ns, a, 0, a.Length), static (r, n, ns) => r.ReadSingleArray(n, ns)));
        AddValue<double>(
            "double", static (w, v) => w.WriteValue(v), static r => r.ReadElementContentAsDouble(),
            new(static (w, n, ns, a) => w.WriteArray(null, n, ns, a, 0, a.Length), static (r, n, ns) => r.ReadDoubleArray(n, ns)));
        AddValue<decimal>(
            "decimal", static (w, v) => w.WriteValue(v), static r => r.ReadElementContentAsDecimal(),
            new(static (w, n, ns, a) => w.WriteArray(null, n, ns, a, 0, a.Length), static (r, n, ns) => r.ReadDecimalArray(n, ns)));
        AddValue<DateTime>(
            "dateTime", static (w, v) => w.WriteValue(v), static r => r.ReadElementContentAsDateTime(),
            new(static (w, n, ns, a) => w.WriteArray(null, n, ns, a, 0, a.Length), static (r, n, ns) => r.ReadDateTimeArray(n, ns)));
        AddValue<TimeSpan>("duration", static (w, v) => w.WriteValue(v), static r => r.ReadElementContentAsTimeSpan());
        AddValue<Guid>("guid", static (w, v) => w.WriteValue(v), static r => r.ReadElementContentAsGuid(), plain: PlainPrimitives.Uuid);
        AddValue<short>("short", static (w, v) => w.WriteValue((int)v), static r => checked((short)r.ReadElementContentAsInt()), plain: PlainPrimitives.Integer<short>());
        AddValue<ushort>("unsignedShort", static (w, v) => w.WriteValue((int)v), static r => checked((ushort)r.ReadElementContentAsInt()), plain: PlainPrimitives.Integer<ushort>());
        AddValue<sbyte>("byte", static (w, v) => w.WriteValue((int)v), static r => checked((sbyte)r.ReadElementContentAsInt()), plain: PlainPrimitives.Integer<sbyte>());
        AddValue<uint>("unsignedInt", static (w, v) => w.WriteValue((long)v), static r => checked((uint)r.ReadElementContentAsLong()), plain: PlainPrimitives.Integer<uint>());
        AddValue<ulong>(
            "unsignedLong", static (w, v) => w.WriteString(XmlConvert.ToString(v)), static r => XmlConvert.ToUInt64(r.ReadElementContentAsString()));
        AddValue<char>("char", static (w, v) => w.WriteValue((int)v), static r => checked((char)r.ReadElementContentAsInt()));

        // An array of bytes is base64, and not an array of elements.
        var unsignedByte = new Primitive<byte>(
            "unsignedByte", static (w, v) => w.WriteValue((int)v), static r => checked((byte)r.ReadElementContentAsInt()));
        formats.Add(typeof(byte), new PrimitiveFormat<byte>(unsignedByte, isNullable: false));
        formats.Add(typeof(byte?), new PrimitiveFormat<byte>(unsignedByte, isNullable: true));

        AddReference<string>("string", static (w, v) => w.WriteString(v), static r => r.ReadElementContentAsString(), PlainPrimitives.Text);
        AddReference<Uri>(
            "anyURI",
            static (w, v) => w.WriteString(v.GetComponents(UriComponents.SerializationInfoString, UriFormat.UriEscaped)),
            static r => new Uri(r.ReadElementContentAsString(), UriKind.RelativeOrAbsolute));
        return formats;

        void AddValue<T>(
            string name,
            Action<XmlDictionaryWriter, T> write,
            Func<XmlDictionaryReader, T> read,
            PrimitiveArrayFormat<T>.Bulk? bulk = null,
            PlainPrimitive<T>? plain = null)
            where T : struct
        {
            var primitive = new Primitive<T>(name, write, read, plain);
            formats.Add(typeof(T), new PrimitiveFormat<T>(primitive, isNullable: false));
            formats.Add(typeof(T?), new PrimitiveFormat<T>(primitive, isNullable: true));
            formats.Add(typeof(T[]), new PrimitiveArrayFormat<T>(primitive, isNullable: false, bulk));
        }

        void AddReference<T>(
            string name, Action<XmlDictionaryWriter, T> write, Func<XmlDictionaryReader, T> read, PlainPrimitive<T>? plain = null)
            where T : class
        {
            var primitive = new Primitive<T>(name, write, read, plain);
            formats.Add(typeof(T), new PrimitiveFormat<T>(primitive, isNullable: true));
            formats.Add(typeof(T[]), new PrimitiveArrayFormat<T>(primitive, isNullable: true));
        }
    }
}
