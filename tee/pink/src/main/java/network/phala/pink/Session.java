package network.phala.pink;

import network.phala.pink.contracts.ContractModules;

/// What an operation on a [Cluster] needs besides its arguments: the context, the host, and the compiled modules, which
/// may be shared by any number of clusters and threads.
public record Session(SessionContext context, PinkHost host, ContractModules modules) {}
