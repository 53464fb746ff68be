package network.phala.types.query;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.types.contract.PinkVersion;

/// What became of one thing that an account asked of a cluster, as the account alone is told. Ours: Phala's
/// workers tell everybody through the log server, or nobody where there is none.
///
/// SCALE: `number u64 ‖ block u32 ‖ kind u8 ‖ subject [u8; 32] ‖ nonce Vec<u8> ‖ refusal Option<String> ‖ output
/// Vec<u8> ‖ release (u32, u32)`.
///
/// @param number counts from 0 for each account, anew when the worker forgot the account
/// @param block the block that asked for it
/// @param subject hash of the uploaded code, or the contract's id
/// @param nonce the command's, or the instantiation's salt; empty for uploads and for commands that could not be opened
/// @param refusal why nothing was executed; absent when something was
/// @param output the result of the execution, encoded as in the answer to a query; empty when nothing was executed
/// @param release the contract runtime that the cluster ran then: its numbers are in the output's errors
public record OwnOutcome(
        long number,
        int block,
        Kind kind,
        H256 subject,
        Bytes nonce,
        Optional<String> refusal,
        Bytes output,
        PinkVersion release) {
    /// What was asked for. Wire order.
    public enum Kind {
        UPLOAD,
        INSTANTIATION,
        COMMAND
    }

    /// `Vec<OwnOutcome>`, the oldest first.
    public static Codec<List<OwnOutcome>> listCodec() {
        return Codecs.vec(Scale.of(OwnOutcome.class));
    }
}
