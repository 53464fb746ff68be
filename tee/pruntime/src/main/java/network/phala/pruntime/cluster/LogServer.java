package network.phala.pruntime.cluster;

import java.util.Optional;
import network.phala.pink.SessionContext;
import network.phala.pink.types.SideEffects;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.sidevm.Sidevms;
import network.phala.sidevm.message.SystemMessage;

/// The program that the cluster's system contract made its log server, if it runs: it hears what contracts log and emit
/// and how commands end. Any thread.
///
/// @param handler the contract whose program it is
record LogServer(Sidevms sidevms, Optional<AccountId> handler) {
    private static final int SELECTOR_SIZE = 4;

    private void say(java.util.function.Supplier<SystemMessage> message) {
        handler.map(contract -> new H256(contract.value()))
                .filter(sidevms::isRunning)
                .ifPresent(program -> sidevms.pushSystemMessage(program, message.get()));
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

    void event(int block, SideEffects.InkEvent event) {
        say(() -> new SystemMessage.PinkEvent(
                block,
                event.contract().value(),
                event.topics().stream().map(H256::value).toList(),
                event.data()));
    }

    /// A command has ended; its output is followed by the selector of what was called.
    void output(int block, AccountId origin, AccountId contract, Bytes nonce, Bytes result, Bytes message) {
        Bytes selector = message.slice(0, Math.min(SELECTOR_SIZE, message.size()));
        say(() -> new SystemMessage.PinkMessageOutput(
                block, origin.value(), contract.value(), nonce, result.concat(selector)));
    }

    /// A query came in from somebody with this fingerprint.
    void queryIn(Bytes fingerprint) {
        say(() -> new SystemMessage.OfMetric(new SystemMessage.Metric.PinkQueryIn(fingerprint)));
    }
}
