package network.phala.lightclient;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import network.phala.block.Header;
import network.phala.crypto.Twox;
import network.phala.lightclient.SyncException.Reason;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.trie.ProofException;
import network.phala.trie.StorageProof;
import network.phala.types.sync.Authority;
import network.phala.types.sync.AuthoritySet;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.HeaderToSync;

/// Follows a solo chain by its GRANDPA justifications: the finalized head, the authority set, and the state
/// roots that the next blocks must have. The package comment shows how it is used.
///
/// Belongs to one thread. A refused call changes nothing.
public final class LightClient {
    private static final Bytes AUTHORITIES = storageKey("Authorities");
    private static final Bytes CURRENT_SET_ID = storageKey("CurrentSetId");
    private static final Bytes WELL_KNOWN_AUTHORITIES = Bytes.ofUtf8(":grandpa_authorities");
    private static final Codec<List<Authority>> AUTHORITY_LIST = Codecs.vec(Scale.of(Authority.class));

    private final H256 genesisHash;
    private final int genesisNumber;
    private AuthoritySet authoritySet;
    private H256 finalizedHash;
    private int headerNext;
    private int blockNext;
    private boolean stateValidated;
    private final ArrayDeque<H256> stateRoots;

    private LightClient(State state) {
        genesisHash = state.genesisHash();
        genesisNumber = state.genesisNumber();
        authoritySet = state.authoritySet();
        finalizedHash = state.finalizedHash();
        headerNext = state.headerNext();
        blockNext = state.blockNext();
        stateValidated = state.stateValidated();
        stateRoots = new ArrayDeque<>(state.stateRoots());
    }

    /// Everything a light client knows, for checkpoints. `stateRoots` are those of the synced headers from
    /// `blockNext` on, with the one before in front until the first block is accepted.
    public record State(
            H256 genesisHash,
            int genesisNumber,
            AuthoritySet authoritySet,
            H256 finalizedHash,
            int headerNext,
            int blockNext,
            boolean stateValidated,
            List<H256> stateRoots) {
        public State {
            stateRoots = List.copyOf(stateRoots);
        }

        public static Codec<State> codec() {
            return Scale.of(State.class);
        }
    }

    /// Begins at a genesis block, with headers from its own number (0) and blocks from the next one (1).
    ///
    /// Checks the authorities against the storage proof as the original does, and also their set id, which the
    /// original takes from the relayer on trust.
    ///
    /// @throws SyncException when the proof does not show the list and the id
    public static LightClient start(GenesisBlockInfo genesis) throws SyncException {
        Header header = genesis.blockHeader();
        StorageProof.Reader state = new StorageProof(genesis.proof()).under(header.stateRoot());
        Bytes claimed = AUTHORITY_LIST.encode(genesis.authoritySet().list());
        try {
            Bytes proven = provenAuthorities(state);
            if (!proven.equals(claimed)) {
                throw new SyncException(
                        Reason.BAD_GENESIS, "authorities " + claimed + " given; the proof shows " + proven);
            }
            Optional<Bytes> setId = state.get(CURRENT_SET_ID);
            long provenId = setId.isEmpty() ? 0 : Codecs.U64.decodeAll(setId.get());
            if (provenId != genesis.authoritySet().id()) {
                throw new SyncException(
                        Reason.BAD_GENESIS,
                        "authority set "
                                + Long.toUnsignedString(genesis.authoritySet().id()) + " given; the proof shows "
                                + Long.toUnsignedString(provenId));
            }
            VoterSet.of(genesis.authoritySet());
        } catch (ProofException | DecodeException | JustificationException e) {
            throw new SyncException(Reason.BAD_GENESIS, String.valueOf(e.getMessage()));
        }
        H256 hash = header.hash();
        return new LightClient(new State(
                hash,
                header.number(),
                genesis.authoritySet(),
                hash,
                header.number(),
                header.number() + 1,
                false,
                List.of()));
    }

    /// Goes on from a checkpoint of our own; the state is not checked again.
    public static LightClient restore(State state) {
        return new LightClient(state);
    }

    public State state() {
        return new State(
                genesisHash,
                genesisNumber,
                authoritySet,
                finalizedHash,
                headerNext,
                blockNext,
                stateValidated,
                List.copyOf(stateRoots));
    }

    /// An independent copy.
    public LightClient copy() {
        return new LightClient(state());
    }

    public H256 genesisHash() {
        return genesisHash;
    }

    /// The authorities that must finalize the next headers.
    public AuthoritySet authoritySet() {
        return authoritySet;
    }

    /// Number of the next header wanted (unsigned).
    public int headerNext() {
        return headerNext;
    }

    /// Number of the next block wanted (unsigned).
    public int blockNext() {
        return blockNext;
    }

    /// Hash of the last finalized header.
    public H256 finalizedHash() {
        return finalizedHash;
    }

    /// Whether the state before the first block has been checked against its header.
    public boolean isStateValidated() {
        return stateValidated;
    }

    /// Takes a batch of headers of which the last one carries a justification. Headers that are known are
    /// skipped; the first batch begins with the genesis header itself and needs at least one more.
    ///
    /// Stricter than the original: numbers must be consecutive, an authority change must be in the last header
    /// of its batch, and a justification must end where its fields end.
    ///
    /// @return the number of the last header now known
    /// @throws SyncException with the reason; nothing has changed then
    public int syncHeaders(List<HeaderToSync> headers) throws SyncException {
        List<HeaderToSync> fresh = headers.stream()
                .filter(header -> Integer.compareUnsigned(header.header().number(), headerNext) >= 0)
                .toList();
        if (fresh.isEmpty()) {
            return headerNext - 1;
        }
        Header last = fresh.getLast().header();
        List<H256> hashes = ensureChained(fresh);
        H256 lastHash = hashes.getLast();
        Bytes encoded = fresh.getLast()
                .justification()
                .orElseThrow(() -> new SyncException(
                        Reason.MISSING_JUSTIFICATION, "header " + last.numberUnsigned() + " ends the batch"));
        ensureDescends(fresh, hashes);
        AuthoritySet next = authoritySet;
        try {
            GrandpaJustification.decode(encoded).verify(lastHash, last.number(), authoritySet);
            for (int i = 0; i < fresh.size(); i++) {
                next = change(fresh.get(i).header(), i == fresh.size() - 1, next);
            }
        } catch (DecodeException e) {
            throw new SyncException(Reason.HEADER_VALIDATE_FAILED, "justification does not decode: " + e.getMessage());
        } catch (JustificationException e) {
            throw new SyncException(Reason.HEADER_VALIDATE_FAILED, String.valueOf(e.getMessage()));
        }
        authoritySet = next;
        finalizedHash = lastHash;
        headerNext = last.number() + 1;
        for (HeaderToSync header : fresh) {
            if (Integer.compareUnsigned(header.header().number(), blockNext - 1) >= 0) {
                stateRoots.add(header.header().stateRoot());
            }
        }
        return last.number();
    }

    /// Consecutive numbers from the wanted one, each header the child of the one before; gives the hashes.
    private List<H256> ensureChained(List<HeaderToSync> headers) throws SyncException {
        List<H256> hashes = new ArrayList<>(headers.size());
        int wanted = headerNext;
        for (HeaderToSync entry : headers) {
            Header header = entry.header();
            if (header.number() != wanted) {
                throw new SyncException(
                        Reason.BLOCK_NUMBER_MISMATCH,
                        "header " + header.numberUnsigned() + "; expected " + Integer.toUnsignedString(wanted));
            }
            if (!hashes.isEmpty() && !header.parentHash().equals(hashes.getLast())) {
                throw new SyncException(
                        Reason.HEADER_HASH_MISMATCH,
                        "parent of header " + header.numberUnsigned() + " is " + header.parentHash() + "; expected "
                                + hashes.getLast());
            }
            hashes.add(header.hash());
            wanted++;
        }
        return hashes;
    }

    private void ensureDescends(List<HeaderToSync> headers, List<H256> hashes) throws SyncException {
        Header first = headers.getFirst().header();
        boolean atGenesis = first.number() == genesisNumber;
        boolean descends = atGenesis
                ? hashes.size() > 1 && hashes.getFirst().equals(genesisHash)
                : first.parentHash().equals(finalizedHash);
        if (!descends) {
            throw new SyncException(
                    Reason.HEADER_VALIDATE_FAILED,
                    "invalid ancestry proof: header " + first.numberUnsigned() + " does not follow " + finalizedHash);
        }
    }

    private static AuthoritySet change(Header header, boolean isLast, AuthoritySet current)
            throws JustificationException {
        Optional<ScheduledChange> change = ScheduledChange.of(header);
        if (change.isEmpty()) {
            return current;
        }
        if (!isLast) {
            throw new JustificationException("Header " + header.numberUnsigned()
                    + " changes the authorities, so the batch must end with it and its justification");
        }
        if (change.get().delay() != 0) {
            throw new JustificationException("Authority change of header " + header.numberUnsigned() + " with delay "
                    + Integer.toUnsignedString(change.get().delay()) + "; only 0 is supported");
        }
        AuthoritySet next = new AuthoritySet(change.get().nextAuthorities(), current.id() + 1);
        VoterSet.of(next);
        return next;
    }

    /// Counts a block: the state before the very first one and the state after each must have the roots of
    /// their finalized headers.
    ///
    /// @param rootBefore root of the state to which the changes were applied; looked at for the first block
    /// only
    /// @param rootAfter root with the changes
    /// @throws SyncException with the reason; nothing has changed then, and the changes must be undone
    public void acceptBlock(int number, H256 rootBefore, H256 rootAfter) throws SyncException {
        ensureBlockWanted(number);
        Iterator<H256> roots = stateRoots.iterator();
        if (!stateValidated) {
            ensureRoot("before", number, rootBefore, roots.next());
        }
        ensureRoot("after", number, rootAfter, roots.next());
        if (!stateValidated) {
            stateRoots.removeFirst();
        }
        stateRoots.removeFirst();
        stateValidated = true;
        blockNext++;
    }

    /// Checks before any work that a block is the next one and that its header is known.
    public void ensureBlockWanted(int number) throws SyncException {
        if (number != blockNext) {
            throw new SyncException(
                    Reason.BLOCK_NUMBER_MISMATCH,
                    "block " + Integer.toUnsignedString(number) + "; expected " + Integer.toUnsignedString(blockNext));
        }
        if (stateRoots.size() < (stateValidated ? 1 : 2)) {
            throw new SyncException(
                    Reason.HEADER_NOT_SYNCED,
                    "block " + Integer.toUnsignedString(number) + " without its header; headers are known below "
                            + Integer.toUnsignedString(headerNext));
        }
    }

    private static void ensureRoot(String when, int number, H256 actual, H256 expected) throws SyncException {
        if (!actual.equals(expected)) {
            throw new SyncException(
                    Reason.STATE_ROOT_MISMATCH,
                    "state " + when + " block " + Integer.toUnsignedString(number) + " has root " + actual
                            + "; the header says " + expected);
        }
    }

    /// Notes that the state of `block` was loaded whole; blocks go on behind it. The first one accepted shows
    /// whether the state was right. Only before any header.
    ///
    /// @throws SyncException when headers or blocks were taken already
    public void noteStateLoaded(int block) throws SyncException {
        if (headerNext != genesisNumber || blockNext != genesisNumber + 1 || block == genesisNumber) {
            throw new SyncException(
                    Reason.WRONG_PHASE,
                    "state of block " + Integer.toUnsignedString(block) + " after header "
                            + Integer.toUnsignedString(headerNext) + " and block "
                            + Integer.toUnsignedString(blockNext) + "; expected a fresh start");
        }
        blockNext = block + 1;
    }

    private static Bytes provenAuthorities(StorageProof.Reader state) throws ProofException, DecodeException {
        Optional<Bytes> list = Optional.empty();
        try {
            list = state.get(AUTHORITIES);
        } catch (ProofException e) {
            // The proof may speak of the older key only.
        }
        if (list.isPresent()) {
            return list.get();
        }
        Bytes versioned = state.get(WELL_KNOWN_AUTHORITIES).orElse(Bytes.EMPTY);
        ScaleReader in = new ScaleReader(versioned);
        in.readByte();
        return versioned.slice(1, versioned.size());
    }

    private static Bytes storageKey(String item) {
        return Bytes.wrap(Twox.hash128("Grandpa")).concat(Bytes.wrap(Twox.hash128(item)));
    }
}
