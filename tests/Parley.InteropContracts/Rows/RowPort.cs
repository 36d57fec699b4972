namespace Parley.Interop
{
    /// <summary>Where a row is served.</summary>
    public enum RowPort
    {
        /// <summary>http://HOST:PORT</summary>
        Http,

        /// <summary>https://HOST:PORT</summary>
        Https,

        /// <summary>net.tcp://HOST:PORT</summary>
        Tcp,

        /// <summary>net.uds:///FOLDER, one socket file for each endpoint.</summary>
        Pipes,
    }
}
