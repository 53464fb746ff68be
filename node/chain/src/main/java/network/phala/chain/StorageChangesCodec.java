package network.phala.chain;

import java.util.ArrayList;
import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import network.phala.storage.ChildChanges;
import network.phala.storage.StorageChange;
import network.phala.storage.StorageChanges;

/// [StorageChanges] as bytes: `Vec<(Bytes, Option<Bytes>)> ‖ Vec<(Bytes, Vec<(Bytes, Option<Bytes>)>)>`.
///
/// Follows phala-blockchain crates/phala-node-rpc-ext, StorageChanges.
public final class StorageChangesCodec {
    private StorageChangesCodec() {}

    public static Bytes encode(StorageChanges changes) {
        ScaleWriter out = new ScaleWriter();
        encode(changes.main(), out);
        out.writeCompact(changes.children().size());
        for (ChildChanges child : changes.children()) {
            out.writeVec(child.childKey());
            encode(child.changes(), out);
        }
        return out.toBytes();
    }

    private static void encode(List<StorageChange> changes, ScaleWriter out) {
        out.writeCompact(changes.size());
        for (StorageChange change : changes) {
            out.writeVec(change.key());
            Bytes value = change.value();
            out.writeBoolean(value != null);
            if (value != null) {
                out.writeVec(value);
            }
        }
    }

    public static StorageChanges decode(Bytes bytes) throws DecodeException {
        ScaleReader in = new ScaleReader(bytes);
        List<StorageChange> main = decodeList(in);
        int count = in.readLength(2);
        List<ChildChanges> children = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            children.add(new ChildChanges(in.readVec(), decodeList(in)));
        }
        in.expectEnd();
        return new StorageChanges(main, children);
    }

    private static List<StorageChange> decodeList(ScaleReader in) throws DecodeException {
        int count = in.readLength(2);
        List<StorageChange> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Bytes key = in.readVec();
            changes.add(new StorageChange(key, in.readBoolean() ? in.readVec() : null));
        }
        return changes;
    }
}
