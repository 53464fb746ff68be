package network.phala.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.phala.block.Digest;
import network.phala.block.DigestItem;
import network.phala.block.Header;
import network.phala.crypto.Ed25519;
import network.phala.crypto.Twox;
import network.phala.frame.transaction.InvalidTransaction;
import network.phala.frame.transaction.TransactionSource;
import network.phala.frame.transaction.TransactionValidity;
import network.phala.frame.transaction.ValidTransaction;
import network.phala.lightclient.ScheduledChange;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import network.phala.storage.Overlay;
import network.phala.storage.State;
import network.phala.trie.OrderedTrie;
import network.phala.types.sync.Authority;

/// The smallest runtime that a chain can run: authors write notes into the state, with a nonce each. An
/// extrinsic is `compact length ‖ author u8 ‖ nonce u32 ‖ key Vec<u8> ‖ value Vec<u8>`; an empty value
/// removes the note, author 0 is the block maker's clock, and a note under `:rotate` hands finality to the
/// authorities it lists.
final class NotebookRuntime implements ChainRuntime {
    static final Bytes NOW = key("Timestamp", "Now");
    static final Bytes AUTHORITIES = key("Grandpa", "Authorities");
    static final Bytes SET_ID = key("Grandpa", "CurrentSetId");
    static final Bytes ROTATE = Bytes.ofUtf8(":rotate");
    /// A note under this key goes in, and then the block cannot be ended.
    static final Bytes POISON = Bytes.ofUtf8(":poison");
    /// Extrinsics in a block, the clock's included.
    static final int BLOCK_EXTRINSICS_MAX = 100;

    private record Note(int author, int nonce, Bytes key, Bytes value) {
        static Note decode(Bytes extrinsic) throws DecodeException {
            ScaleReader in = new ScaleReader(extrinsic);
            int length = in.readLength(1);
            if (length != in.remaining()) {
                throw new DecodeException(0, "length prefix " + length + " before " + in.remaining() + " bytes");
            }
            Note note = new Note(in.readByte(), in.readInt(), in.readVec(), in.readVec());
            in.expectEnd();
            return note;
        }
    }

    private static Bytes key(String pallet, String item) {
        return Bytes.wrap(Twox.hash128(pallet)).concat(Bytes.wrap(Twox.hash128(item)));
    }

    static Ed25519.Pair pair(int n) {
        byte[] seed = new byte[32];
        seed[0] = (byte) n;
        return Ed25519.Pair.fromSeed(seed);
    }

    static Bytes authorities(Ed25519.Pair... pairs) {
        List<Authority> list = new ArrayList<>();
        for (Ed25519.Pair pair : pairs) {
            list.add(new Authority(pair.publicKey(), 1));
        }
        return Codecs.vec(Scale.of(Authority.class)).encode(list);
    }

    static ChainSpec spec(Ed25519.Pair... authorities) {
        Map<Bytes, Bytes> genesis = new TreeMap<>();
        genesis.put(AUTHORITIES, authorities(authorities));
        genesis.put(SET_ID, Codecs.U64.encode(0L));
        genesis.put(Bytes.wrap(Twox.hash128(":SlotDuration:")), Codecs.U64.encode(1000L));
        genesis.put(Bytes.ofUtf8("motto"), Bytes.ofUtf8("begin"));
        return new ChainSpec("Notebook", "notebook", "Development", ChainSpec.Properties.NONE, State.of(genesis));
    }

    static Bytes note(int author, int nonce, String key, String value) {
        return note(author, nonce, Bytes.ofUtf8(key), Bytes.ofUtf8(value));
    }

    static Bytes note(int author, int nonce, Bytes key, Bytes value) {
        ScaleWriter body = new ScaleWriter();
        body.writeByte(author);
        body.writeInt(nonce);
        body.writeVec(key);
        body.writeVec(value);
        ScaleWriter out = new ScaleWriter();
        out.writeVec(body.toBytes());
        return out.toBytes();
    }

    private static Bytes nonceKey(int author) {
        return Bytes.of((byte) 'n', (byte) author);
    }

    private static int nonce(Optional<Bytes> stored) {
        return stored.map(bytes -> (int) readU32(bytes)).orElse(0);
    }

    private static long readU32(Bytes bytes) {
        try {
            return new ScaleReader(bytes).readInt();
        } catch (DecodeException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Bytes tag(int author, int nonce) {
        return Bytes.of((byte) author).concat(Codecs.U32.encode(nonce));
    }

    @Override
    public TransactionValidity validateTransaction(StateAt at, TransactionSource source, Bytes extrinsic)
            throws DecodeException {
        Note note = Note.decode(extrinsic);
        if (note.author() == 0) {
            return new TransactionValidity.Invalid(InvalidTransaction.MANDATORY_VALIDATION);
        }
        int expected = nonce(at.state().get(nonceKey(note.author())));
        if (note.nonce() < expected) {
            return new TransactionValidity.Invalid(InvalidTransaction.STALE);
        }
        List<Bytes> requires = note.nonce() == expected ? List.of() : List.of(tag(note.author(), note.nonce() - 1));
        return new TransactionValidity.Valid(
                new ValidTransaction(1, requires, List.of(tag(note.author(), note.nonce())), 64, true));
    }

    @Override
    public Bytes call(StateAt at, String function, Bytes arguments) throws RuntimeApiException {
        throw new RuntimeApiException("Exported method " + function + " is not found");
    }

    @Override
    public Execution startBlock(State parent, Header header) {
        return new NotebookExecution(parent, header);
    }

    private static final class NotebookExecution implements Execution {
        private final Header header;
        private final Overlay overlay;
        private final List<Bytes> extrinsics = new ArrayList<>();
        private final List<DigestItem> logs;

        private NotebookExecution(State parent, Header header) {
            this.header = header;
            this.overlay = new Overlay(parent);
            this.logs = new ArrayList<>(header.digest().logs());
        }

        @Override
        public List<Bytes> inherents(long timestampMillis) {
            return List.of(note(0, header.number(), NOW, Codecs.U64.encode(timestampMillis)));
        }

        @Override
        public Applied apply(Bytes extrinsic) {
            Note note;
            try {
                note = Note.decode(extrinsic);
            } catch (DecodeException e) {
                return new Applied.Broken(String.valueOf(e.getMessage()));
            }
            if (extrinsics.size() >= BLOCK_EXTRINSICS_MAX) {
                return refused(InvalidTransaction.EXHAUSTS_RESOURCES);
            }
            if (note.author() != 0) {
                int expected = nonce(overlay.get(nonceKey(note.author())));
                if (note.nonce() != expected) {
                    return refused(note.nonce() < expected ? InvalidTransaction.STALE : InvalidTransaction.FUTURE);
                }
                overlay.put(nonceKey(note.author()), Codecs.U32.encode(expected + 1));
            }
            if (note.key().equals(ROTATE)) {
                rotate(note.value());
            } else if (note.value().isEmpty()) {
                overlay.remove(note.key());
            } else if (note.key().size() > 1 && note.key().get(0) == '~') {
                overlay.childPut(Bytes.ofUtf8("drawer"), note.key(), note.value());
            } else {
                overlay.put(note.key(), note.value());
            }
            extrinsics.add(extrinsic);
            return new Applied.Included(Bytes.of((byte) 0, (byte) 0));
        }

        private static Applied refused(InvalidTransaction reason) {
            return new Applied.Refused(new TransactionValidity.Invalid(reason));
        }

        private void rotate(Bytes authorities) {
            try {
                List<Authority> next = Codecs.vec(Scale.of(Authority.class)).decodeAll(authorities);
                long id = Codecs.U64.decodeAll(overlay.get(SET_ID).orElseThrow());
                overlay.put(AUTHORITIES, authorities);
                overlay.put(SET_ID, Codecs.U64.encode(id + 1));
                logs.add(new ScheduledChange(next, 0).toDigestItem());
            } catch (DecodeException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Executed finish() {
            if (overlay.exists(POISON)) {
                throw new IllegalStateException("A hook breaks on the poison");
            }
            State state = overlay.state();
            H256 extrinsicsRoot = OrderedTrie.root(extrinsics);
            Header sealed =
                    new Header(header.parentHash(), header.number(), state.root(), extrinsicsRoot, new Digest(logs));
            return new Executed(sealed, overlay.changes(), state);
        }
    }
}
