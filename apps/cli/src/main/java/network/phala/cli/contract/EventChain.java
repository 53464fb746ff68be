package network.phala.cli.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.phala.cli.action.CommandFailedException;
import network.phala.client.worker.ContractClient;
import network.phala.crypto.Sr25519;
import network.phala.pink.types.EventBlockContent;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.DecodeException;
import network.phala.types.mq.SignedContent;

/// The event chain of a cluster as a worker wrote it to its log: one line a block with `payload=`, `signature=` and
/// `pubkey=` in hex. Lines of the original worker (target `phactory::event_chain`) are read as well.
final class EventChain {
    private static final Pattern PAYLOAD = Pattern.compile("payload=\"?(?:0x)?([0-9a-f]+)");
    private static final Pattern SIGNATURE = Pattern.compile("signature=\"?(?:0x)?([0-9a-f]{128})");
    private static final Pattern PUBKEY = Pattern.compile("pubkey=\"?(?:0x)?([0-9a-f]{64})");

    private EventChain() {}

    /// One block with the worker's word for it.
    record Entry(int line, EventBlockContent block, Bytes encoded, Bytes signature, Bytes pubkey) {}

    /// Reads every block of a log; a block that was logged twice (after a restart) counts once.
    static List<Entry> read(Path file) throws IOException, CommandFailedException {
        if (!Files.isRegularFile(file)) {
            throw new CommandFailedException("No such file: " + file + "; expected the log of a worker");
        }
        List<Entry> entries = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                Optional<Entry> entry = entry(line, number);
                if (entry.isPresent()
                        && entries.stream()
                                .noneMatch(known ->
                                        known.encoded().equals(entry.get().encoded()))) {
                    entries.add(entry.get());
                }
            }
        }
        if (entries.isEmpty()) {
            throw new CommandFailedException(
                    file + " has no block of an event chain; workers write them down only with RUST_LOG=debug");
        }
        return entries;
    }

    private static Optional<Entry> entry(String line, int number) throws CommandFailedException {
        Matcher payload = PAYLOAD.matcher(line);
        Matcher signature = SIGNATURE.matcher(line);
        Matcher pubkey = PUBKEY.matcher(line);
        if (!payload.find() || !signature.find() || !pubkey.find()) {
            return Optional.empty();
        }
        Bytes encoded = Bytes.fromHex("0x" + payload.group(1));
        try {
            return Optional.of(new Entry(
                    number,
                    EventBlockContent.decode(encoded),
                    encoded,
                    Bytes.fromHex("0x" + signature.group(1)),
                    Bytes.fromHex("0x" + pubkey.group(1))));
        } catch (DecodeException e) {
            throw new CommandFailedException(
                    "line " + number + ": the block does not hold together: " + e.getMessage());
        }
    }

    /// Checks signatures and that every block names the one before it.
    ///
    /// @param signer the worker whose chain it must be; absent takes the first block's
    /// @throws CommandFailedException naming the first line that is wrong
    static void verify(List<Entry> chain, Optional<H256> signer) throws CommandFailedException {
        Bytes expected = signer.map(H256::toBytes).orElse(chain.getFirst().pubkey());
        Entry before = null;
        for (Entry entry : chain) {
            String where = "line " + entry.line() + ", block "
                    + Long.toUnsignedString(entry.block().number()) + ": ";
            if (!entry.pubkey().equals(expected)) {
                throw new CommandFailedException(where + "signed by " + entry.pubkey() + "; expected " + expected);
            }
            byte[] signed =
                    SignedContent.EVENT_CHAIN_BLOCK.wrap(entry.encoded()).toArray();
            if (!ContractClient.key(entry.pubkey())
                    .verify(signed, entry.signature().toArray())) {
                throw new CommandFailedException(where + "the signature is not " + entry.pubkey() + "'s");
            }
            requireLinked(before, entry, where);
            before = entry;
        }
    }

    private static void requireLinked(
            EventChain.@org.jspecify.annotations.Nullable Entry before, Entry entry, String where)
            throws CommandFailedException {
        if (before == null) {
            if (entry.block().number() == 0 && !entry.block().parent().equals(H256.ZERO)) {
                throw new CommandFailedException(where + "the first block of a chain has no parent");
            }
            return;
        }
        if (entry.block().number() != before.block().number() + 1) {
            throw new CommandFailedException(where + "follows block "
                    + Long.toUnsignedString(before.block().number()) + "; blocks are missing");
        }
        if (!entry.block().parent().equals(before.block().hash())) {
            throw new CommandFailedException(
                    where + "names the parent " + entry.block().parent() + ", but the block before is "
                            + before.block().hash());
        }
    }

    /// The worker key that signed.
    static Sr25519.PublicKey signer(List<Entry> chain) {
        return ContractClient.key(chain.getFirst().pubkey());
    }
}
