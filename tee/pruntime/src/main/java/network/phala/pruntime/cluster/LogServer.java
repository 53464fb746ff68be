package network.phala.pruntime.cluster;

import java.util.Optional;
import java.util.function.Supplier;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Ss58;
import network.phala.crypto.Twox;
import network.phala.pink.Cluster;
import network.phala.pink.SessionContext;
import network.phala.pink.types.ContractResult;
import network.phala.pink.types.RustText;
import network.phala.pink.types.SideEffects;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.pruntime.system.BlockContext;
import network.phala.scale.Result;
import network.phala.sidevm.Sidevms;
import network.phala.sidevm.message.SystemMessage;
import network.phala.types.contract.ClusterOperation;

/// The program that the cluster's system contract made its log server, if it lives: it hears what
/// contracts log and emit and how commands end. Any thread.
///
/// @param handler the contract whose program it is
record LogServer(Sidevms sidevms, Optional<AccountId> handler) {
    private static final int SELECTOR_SIZE = 4;
    private static final byte ERROR = 1;
    private static final byte INFO = 3;

    private void say(Supplier<SystemMessage> message) {
        program().filter(sidevms::lives).ifPresent(program -> sidevms.pushSystemMessage(program, message.get()));
    }

    private Optional<H256> program() {
        return handler.map(contract -> new H256(contract.value()));
    }

    /// A contract logs a line, in a session that entered by some contract.
    void line(SessionContext context, AccountId contract, int level, String text) {
        context.entryContract()
                .ifPresent(entry -> say(() -> new SystemMessage.PinkLog(
                        context.blockNumber(),
                        contract.value(),
                        entry.value(),
                        context.mode().name().toLowerCase(java.util.Locale.ROOT),
                        System.currentTimeMillis(),
                        (byte) level,
                        text)));
    }

    /// Somebody uploaded code, or could not. It is said in the system contract's name.
    void uploaded(
            BlockContext block, AccountId system, ClusterOperation.UploadResource upload, Result<H256, String> result) {
        String what = "by " + debug(upload.origin()) + ", type="
                + switch (upload.resourceType()) {
                    case INK_CODE -> "InkCode";
                    case SIDEVM_CODE -> "SidevmCode";
                    case INDETERMINISTIC_INK_CODE -> "IndeterministicInkCode";
                };
        switch (result) {
            case Result.Ok<H256, String>(H256 hash) ->
                told(block, system, INFO, "Resource uploaded to cluster, " + what + ", hash=" + hash);
            case Result.Err<H256, String>(String reason) ->
                told(
                        block,
                        system,
                        ERROR,
                        "Failed to upload resource to cluster, " + what + ", err=" + RustText.quote(reason));
        }
    }

    /// A command was not executed. Phala's worker keeps that to itself.
    void dropped(BlockContext block, AccountId contract, AccountId origin, String reason) {
        told(block, contract, ERROR, "command dropped, by " + debug(origin) + ": " + reason);
    }

    /// As Rust writes an account.
    private static String debug(AccountId account) {
        return account.toBytes().toHex().substring(2) + " ("
                + Ss58.encode(account, Ss58.SUBSTRATE).substring(0, 8) + "...)";
    }

    /// Something about a contract that it did not say itself.
    private void told(BlockContext block, AccountId contract, byte level, String text) {
        say(() -> new SystemMessage.PinkLog(
                block.number(), contract.value(), contract.value(), "transaction", block.nowMillis(), level, text));
    }

    void event(int block, SideEffects.InkEvent event) {
        say(() -> new SystemMessage.PinkEvent(
                block,
                event.contract().value(),
                event.topics().stream().map(H256::value).toList(),
                event.data()));
    }

    /// A command has ended; its output is followed by the selector of what was called.
    void output(int block, AccountId origin, AccountId contract, Bytes nonce, ContractResult result, Bytes message) {
        Bytes selector = message.slice(0, Math.min(SELECTOR_SIZE, message.size()));
        say(() -> new SystemMessage.PinkMessageOutput(
                block, origin.value(), contract.value(), nonce, result.encode().concat(selector)));
    }

    /// What hides from the log server who asks: BLAKE2b-256 of the cluster's secret key. Kept, because
    /// every query needs it.
    record Salt(Bytes key, Bytes value) {
        static final Salt NONE = new Salt(Bytes.EMPTY);

        private Salt(Bytes key) {
            this(key, Bytes.wrap(Blake2b.digest256(key.unsafeArray())));
        }

        /// The salt of the cluster, this one where it is.
        Salt of(Cluster cluster) {
            Bytes wanted = cluster.key().orElse(Bytes.EMPTY);
            return wanted.equals(key) ? this : new Salt(wanted);
        }

        /// A secret.
        @Override
        public String toString() {
            return "Salt";
        }
    }

    /// A query came in from somebody. The cluster's salt hides who, and tells askers apart on all workers alike:
    /// `twox64(account ‖ salt)`.
    void queryIn(AccountId asker, Supplier<Salt> salt) {
        program().filter(sidevms::isRunning).ifPresent(program -> {
            byte[] fingerprint =
                    Twox.hash64(asker.toBytes().concat(salt.get().value()).unsafeArray());
            sidevms.pushLateSystemMessage(
                    program, new SystemMessage.OfMetric(new SystemMessage.Metric.PinkQueryIn(Bytes.wrap(fingerprint))));
        });
    }
}
