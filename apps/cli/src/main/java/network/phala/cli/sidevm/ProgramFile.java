package network.phala.cli.sidevm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import network.phala.cli.action.CodeKind;
import network.phala.cli.action.CommandFailedException;
import network.phala.client.contract.ContractFile;
import network.phala.client.contract.ContractFileException;
import network.phala.crypto.Blake2b;
import network.phala.pallet.phat.PhalaPhatContracts;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.sidevm.ProgramCheck;
import network.phala.sidevm.SidevmConfig;

/// A program's code in a file.
record ProgramFile(Path path, Bytes code) {
    /// Larger files are no programs, and are not read.
    private static final long READ_MAX = 64L << 20;
    /// What an extrinsic has besides the code: signature, cluster, transfer of the deposit; generously.
    private static final int ENVELOPE_BYTES = 400;

    /// What a cluster's programs are started with, but of the size that the chain takes.
    private static final SidevmConfig LIMITS = new SidevmConfig(
            PhalaPhatContracts.SIDEVM_CODE_SIZE_MAX,
            SidevmConfig.DEFAULT.maxMemoryPages(),
            SidevmConfig.DEFAULT.vitalCapacity(),
            SidevmConfig.DEFAULT.deadline());

    /// Reads a file, whatever it holds, unless it is an ink! contract.
    static ProgramFile read(Path path) throws IOException, CommandFailedException {
        if (Files.isDirectory(path)) {
            throw new CommandFailedException(
                    path + " is a folder; expected a program's .wasm file, such as " + "`phala sidevm build` makes");
        }
        if (!Files.isRegularFile(path)) {
            throw new CommandFailedException(
                    "No such file: " + path + "; `phala sidevm build` makes a program's .wasm file");
        }
        if (Files.size(path) > READ_MAX) {
            throw new CommandFailedException(String.format(
                    Locale.ROOT,
                    "%s has %,d bytes; a program has at most %,d",
                    path,
                    Files.size(path),
                    PhalaPhatContracts.SIDEVM_CODE_SIZE_MAX));
        }
        Bytes code = Bytes.wrap(Files.readAllBytes(path));
        if (isBundle(path, code) || CodeKind.of(code) == CodeKind.CONTRACT) {
            throw new CommandFailedException(
                    path + " is an ink! contract, no SideVM program; ask `phala contract check " + path + "`");
        }
        return new ProgramFile(path, code);
    }

    private static boolean isBundle(Path path, Bytes code) {
        if (code.isEmpty() || code.get(0) != '{') {
            return false;
        }
        try {
            ContractFile.read(path);
            return true;
        } catch (IOException | ContractFileException e) {
            return false;
        }
    }

    H256 hash() {
        return H256.of(Blake2b.digest256(code.toArray()));
    }

    /// What would be refused, by the chain's pallet or by a worker.
    ProgramCheck check() {
        return ProgramCheck.of(code, LIMITS);
    }

    /// That it does not fit a block of a chain; absent when it does.
    ///
    /// @param extrinsicBytesMax what the chain's blocks have room for
    Optional<String> excess(long extrinsicBytesMax) {
        long room = extrinsicBytesMax - ENVELOPE_BYTES;
        return code.size() <= room
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "the code has %,d bytes; a block of the chain has room for a transaction with %,d",
                        code.size(),
                        room));
    }
}
