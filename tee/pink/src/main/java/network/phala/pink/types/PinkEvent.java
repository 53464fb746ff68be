package network.phala.pink.types;

import java.util.List;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Scale;

/// What a contract tells the worker: the data of a `ContractEmitted` event whose only topic is [#TOPIC].
///
/// Who may emit which one, and whether it counts in a query, is the worker's business ([#systemOnly],
/// [#allowedInQuery]). Follows phala-blockchain crates/pink/pink/src/lib.rs (`PinkEvent`).
public sealed interface PinkEvent {
    /// 40 ‖ `phala.pink.event`, padded with zeros to 32 bytes.
    H256 TOPIC = H256.fromHex("0x407068616c612e70696e6b2e6576656e74000000000000000000000000000000");

    Codec<PinkEvent> CODEC_OF_EVENT = Scale.of(PinkEvent.class);

    /// Where a hook is called.
    enum HookPoint {
        ON_BLOCK_END
    }

    @Index(2)
    record SetHook(HookPoint hook, AccountId contract, int selector, long gasLimit) implements PinkEvent {}

    @Index(3)
    record DeploySidevmTo(AccountId contract, H256 codeHash) implements PinkEvent {}

    @Index(4)
    record SidevmMessage(Bytes message) implements PinkEvent {}

    @Index(5)
    record Cache(CacheOp op) implements PinkEvent {}

    @Index(6)
    record StopSidevm() implements PinkEvent {}

    @Index(7)
    record ForceStopSidevm(AccountId contract) implements PinkEvent {}

    @Index(8)
    record SetLogHandler(AccountId contract) implements PinkEvent {}

    @Index(9)
    record SetContractWeight(AccountId contract, int weight) implements PinkEvent {}

    @Index(10)
    record UpgradeRuntimeTo(int major, int minor) implements PinkEvent {}

    @Index(11)
    record Sidevm(SidevmOperation operation) implements PinkEvent {}

    @Index(12)
    record SetJsRuntime(H256 codeHash) implements PinkEvent {}

    /// Start or prolong a contract's SideVM.
    sealed interface SidevmOperation {
        @Index(0)
        record Start(AccountId contract, H256 codeHash, Workers workers, SidevmConfig config)
                implements SidevmOperation {}

        @Index(1)
        record SetDeadline(AccountId contract, int deadline) implements SidevmOperation {}
    }

    /// Which workers are meant.
    sealed interface Workers {
        @Index(0)
        record All() implements Workers {}

        @Index(1)
        record Listed(List<Bytes32> workers) implements Workers {}
    }

    /// Limits of a SideVM.
    record SidevmConfig(int maxCodeSize, int maxMemoryPages, long vitalCapacity, int deadline) {}

    /// Kept out of the event chain.
    default boolean isPrivate() {
        return this instanceof SidevmMessage || this instanceof Cache;
    }

    /// Only the cluster's system contract may emit it.
    default boolean systemOnly() {
        return !(this instanceof SidevmMessage || this instanceof Cache || this instanceof StopSidevm);
    }

    /// Applied when it was emitted in a query.
    default boolean allowedInQuery() {
        return switch (this) {
            case DeploySidevmTo _, SidevmMessage _, Cache _, StopSidevm _, ForceStopSidevm _, Sidevm _ -> true;
            case SetHook _, SetLogHandler _, SetContractWeight _, UpgradeRuntimeTo _, SetJsRuntime _ -> false;
        };
    }
}
