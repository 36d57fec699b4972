using System;
using System.Globalization;

namespace Parley.Interop
{
    /// <summary>The command line of hosts and clients.</summary>
    public sealed class InteropOptions
    {
        /// <summary>How to call the programs.</summary>
        public const string Usage =
            "--http PORT --https PORT --tcp PORT --pipes DIR --certificates DIR [--host NAME] [--only PATH-PREFIX] [--contract NAME] [--without CHECK,CHECK]";

        /// <summary>The name in addresses.</summary>
        public string Host { get; private set; } = "127.0.0.1";

        /// <summary>The port of http rows; 0 leaves them out.</summary>
        public int Http { get; private set; }

        /// <summary>The port of https rows; 0 leaves them out.</summary>
        public int Https { get; private set; }

        /// <summary>The port of net.tcp rows; 0 leaves them out.</summary>
        public int Tcp { get; private set; }

        /// <summary>The folder of socket files; null leaves the rows out.</summary>
        public string Pipes { get; private set; }

        /// <summary>The folder of certificates; null leaves out rows that need one.</summary>
        public string Certificates { get; private set; }

        /// <summary>The beginning of the paths to run, with a $ at its end for that path alone; null for all agreed rows.</summary>
        public string Only { get; private set; }

        /// <summary>The only contract to run; null for all of a row.</summary>
        public string Contract { get; private set; }

        /// <summary>The checks to leave out, because a peer is known not to do what they ask.</summary>
        public string[] Without { get; private set; } = Array.Empty<string>();

        /// <summary>Reads a command line.</summary>
        /// <exception cref="ArgumentException">An unknown option, no value, or a port that is no number.</exception>
        public static InteropOptions Parse(string[] arguments)
        {
            var options = new InteropOptions();
            for (var i = 0; i < arguments.Length; i += 2)
            {
                if (i + 1 == arguments.Length)
                {
                    throw new ArgumentException(arguments[i] + " needs a value. " + Usage);
                }

                options.Set(arguments[i], arguments[i + 1]);
            }

            return options;
        }

        /// <summary>Whether the client is to run this contract of the row.</summary>
        public bool Selects(Row row, string contract)
        {
            return (Contract == null || Contract == contract)
                && (Only == null ? !row.Extra : (row.Path + "$").StartsWith(Only, StringComparison.Ordinal));
        }

        /// <summary>Whether this command line says where the row is.</summary>
        public bool Places(Row row)
        {
            switch (row.Port)
            {
                case RowPort.Http: return Http != 0;
                case RowPort.Https: return Https != 0;
                case RowPort.Tcp: return Tcp != 0;
                default: return Pipes != null;
            }
        }

        /// <summary>An endpoint's address.</summary>
        public Uri Address(Row row, string contract)
        {
            var path = row.Path + "/" + contract;
            switch (row.Port)
            {
                case RowPort.Http: return At("http", Http, path);
                case RowPort.Https: return At("https", Https, path);
                case RowPort.Tcp: return At("net.tcp", Tcp, path);
                default: return new Uri("net.uds://" + System.IO.Path.GetFullPath(Pipes) + path);
            }
        }

        private Uri At(string scheme, int port, string path)
        {
            return new Uri(scheme + "://" + Host + ":" + port.ToString(CultureInfo.InvariantCulture) + path);
        }

        private void Set(string option, string value)
        {
            switch (option)
            {
                case "--http": Http = Port(option, value); break;
                case "--https": Https = Port(option, value); break;
                case "--tcp": Tcp = Port(option, value); break;
                case "--pipes": Pipes = value; break;
                case "--certificates": Certificates = value; break;
                case "--host": Host = value; break;
                case "--only": Only = value; break;
                case "--contract": Contract = value; break;
                case "--without": Without = value.Split(','); break;
                default: throw new ArgumentException(option + " is unknown. " + Usage);
            }
        }

        private static int Port(string option, string value)
        {
            int port;
            if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port < 1 || port > 65535)
            {
                throw new ArgumentException(option + " needs a port from 1 to 65535, not " + value + ".");
            }

            return port;
        }
    }
}
