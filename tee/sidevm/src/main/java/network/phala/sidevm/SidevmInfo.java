package network.phala.sidevm;

import network.phala.primitives.H256;

/// A program as `GetContractInfo` shows it.
///
/// @param state `running` or `stopped`
/// @param startTime RFC 3339
/// @param stopReason empty while it runs
public record SidevmInfo(String state, H256 codeHash, String startTime, String stopReason, SidevmConfig config) {}
