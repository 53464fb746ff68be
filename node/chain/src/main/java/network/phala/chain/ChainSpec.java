package network.phala.chain;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import network.phala.block.Digest;
import network.phala.block.Header;
import network.phala.primitives.H256;
import network.phala.storage.State;
import network.phala.trie.OrderedTrie;

/// What makes a chain this chain: its names and its first state.
///
/// @param name for people, `Phala Development`
/// @param id for folders and programs, `phala_dev`
/// @param type `Development`, `Local` or `Live`
public record ChainSpec(String name, String id, String type, Properties properties, State genesis) {
    /// What wallets show amounts and addresses with. A development chain leaves all of it out.
    public record Properties(Optional<String> tokenSymbol, OptionalInt tokenDecimals, OptionalInt ss58Format) {
        public static final Properties NONE =
                new Properties(Optional.empty(), OptionalInt.empty(), OptionalInt.empty());
    }

    /// Block 0.
    public Header genesisHeader() {
        return new Header(H256.ZERO, 0, genesis.root(), OrderedTrie.root(List.of()), Digest.EMPTY);
    }
}
