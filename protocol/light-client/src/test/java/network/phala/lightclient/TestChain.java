package network.phala.lightclient;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.block.Digest;
import network.phala.block.DigestItem;
import network.phala.block.Header;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Ed25519;
import network.phala.crypto.Twox;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.trie.StorageProof;
import network.phala.trie.Trie;
import network.phala.types.sync.Authority;
import network.phala.types.sync.AuthoritySet;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.HeaderToSync;

/// A chain of headers whose voters are ours: the keys of the seeds 1, 2, 3, …
final class TestChain {
    static final Bytes AUTHORITIES = key("Authorities");
    static final Bytes SET_ID = key("CurrentSetId");

    final List<Header> headers = new ArrayList<>();
    final Trie genesisState;

    TestChain(AuthoritySet set) {
        genesisState = Trie.of(Map.of(
                AUTHORITIES,
                Codecs.vec(Scale.of(Authority.class)).encode(set.list()),
                SET_ID,
                Codecs.U64.encode(set.id()),
                Bytes.ofUtf8("filler"),
                Bytes.wrap(new byte[40])));
        headers.add(new Header(H256.ZERO, 0, genesisState.root(), H256.ZERO, Digest.EMPTY));
    }

    static Ed25519.Pair voter(int n) {
        byte[] seed = new byte[32];
        seed[31] = (byte) n;
        return Ed25519.Pair.fromSeed(seed);
    }

    static List<Ed25519.Pair> voters(int... numbers) {
        List<Ed25519.Pair> voters = new ArrayList<>();
        for (int n : numbers) {
            voters.add(voter(n));
        }
        return voters;
    }

    static AuthoritySet set(long id, List<Ed25519.Pair> voters) {
        return new AuthoritySet(
                voters.stream().map(pair -> new Authority(pair.publicKey(), 1)).toList(), id);
    }

    static H256 root(int number) {
        return new H256(Blake2b.hash256(new byte[] {(byte) number, (byte) (number >> 8), 7}));
    }

    Header extend(DigestItem... digest) {
        Header parent = headers.getLast();
        Header header = new Header(
                parent.hash(), parent.number() + 1, root(parent.number() + 1), H256.ZERO, new Digest(List.of(digest)));
        headers.add(header);
        return header;
    }

    TestChain extendBy(int count) {
        for (int i = 0; i < count; i++) {
            extend();
        }
        return this;
    }

    static GrandpaJustification justify(Header header, long round, long setId, List<Ed25519.Pair> voters) {
        List<Precommit> precommits = voters.stream()
                .map(voter -> Precommit.sign(voter, header.hash(), header.number(), round, setId))
                .toList();
        return GrandpaJustification.of(round, header.hash(), header.number(), precommits);
    }

    /// Headers `from` to `to`, the last with this justification.
    List<HeaderToSync> batch(int from, int to, GrandpaJustification justification) {
        return batch(from, to, justification.encode());
    }

    List<HeaderToSync> batch(int from, int to, Bytes justification) {
        List<HeaderToSync> batch = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            batch.add(new HeaderToSync(headers.get(i), i == to ? Optional.of(justification) : Optional.empty()));
        }
        return batch;
    }

    GenesisBlockInfo genesis(AuthoritySet claimed) {
        return new GenesisBlockInfo(
                headers.getFirst(),
                claimed,
                StorageProof.of(genesisState, List.of(AUTHORITIES, SET_ID)).nodes());
    }

    private static Bytes key(String item) {
        return Bytes.wrap(Twox.hash128("Grandpa")).concat(Bytes.wrap(Twox.hash128(item)));
    }
}
