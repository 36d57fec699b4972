namespace Parley.Interop
{
    /// <summary>The XML namespace of all interop contracts.</summary>
    public static class InteropNamespace
    {
        /// <summary>Of services and data.</summary>
        public const string Uri = "urn:parley:interop";
    }
}
