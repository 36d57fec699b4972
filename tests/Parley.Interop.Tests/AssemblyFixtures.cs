using Parley.Interop.Tests.Peers;

[assembly: AssemblyFixture(typeof(ParleyHost))]
[assembly: AssemblyFixture(typeof(MonoPrograms))]
[assembly: AssemblyFixture(typeof(GSoapPrograms))]
