/// Clusters and contracts: what the chain stores about them, the payloads of the messages that make them, and
/// how their ids are made ([ContractIds]). Start with [ClusterOperation] and [ContractOperation].
///
/// Follows phala-blockchain crates/phala-types/src/contract.rs.
@NullMarked
package network.phala.types.contract;

import org.jspecify.annotations.NullMarked;
