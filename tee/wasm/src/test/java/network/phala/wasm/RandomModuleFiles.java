package network.phala.wasm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes random modules to files, for judges that are programs of their own: `RandomModuleFiles DIR SEED…` makes
/// `DIR/SEED.wasm`. Every fourth seed has floats.
final class RandomModuleFiles {
    private RandomModuleFiles() {}

    public static void main(String[] args) throws IOException {
        for (int i = 1; i < args.length; i++) {
            long seed = Long.parseLong(args[i]);
            RandomModule.Floats floats = seed % 4 == 0 ? RandomModule.Floats.HIDDEN_NAN : RandomModule.Floats.NONE;
            byte[] code = RandomModule.special(seed, floats).toArray();
            Files.write(Path.of(args[0], seed + ".wasm"), code);
        }
    }
}
