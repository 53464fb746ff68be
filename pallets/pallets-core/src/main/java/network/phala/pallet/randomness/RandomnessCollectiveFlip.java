package network.phala.pallet.randomness;

import java.util.ArrayList;
import java.util.List;
import network.phala.crypto.Blake2b;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.StorageValue;
import network.phala.frame.system.FrameSystem;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codecs;
import network.phala.scale.ScaleWriter;

/// A ring of parent hashes; block n's parent is at (n - 1) mod 81. Anybody who makes blocks can bend it.
public final class RandomnessCollectiveFlip extends Pallet<Void, Void> {
    private static final int MATERIAL_MAX = 81;

    private final FrameSystem system;

    private final StorageValue<List<H256>> randomMaterial =
            value("RandomMaterial", Codecs.boundedVec(Codecs.H_256, MATERIAL_MAX), List.of());

    public RandomnessCollectiveFlip(FrameSystem system) {
        super("RandomnessCollectiveFlip", null, null, null);
        this.system = system;
    }

    @Override
    public Weight onInitialize(int blockNumber) {
        List<H256> material = new ArrayList<>(randomMaterial.get());
        H256 parent = system.parentHash();
        if (material.size() < MATERIAL_MAX) {
            material.add(parent);
        } else {
            material.set(Integer.remainderUnsigned(blockNumber - 1, MATERIAL_MAX), parent);
        }
        randomMaterial.put(material);
        return system.config().dbWeight().readsWrites(1, 1);
    }

    /// Mixes the ring's hashes with a subject: low influence of any single block maker.
    public H256 random(Bytes subject) {
        List<H256> material = randomMaterial.get();
        if (material.isEmpty()) {
            return H256.ZERO;
        }
        int start = Integer.remainderUnsigned(system.blockNumber() - 1, MATERIAL_MAX);
        List<byte[]> seeds = new ArrayList<>();
        for (int i = 0; i < MATERIAL_MAX; i++) {
            ScaleWriter out = new ScaleWriter();
            out.writeByte(i);
            out.writeVec(subject);
            Codecs.H_256.encode(material.get((start + i) % material.size()), out);
            seeds.add(Blake2b.digest256(out.toArray()));
        }
        return H256.of(tripletMix(seeds));
    }

    /// Bit by bit the majority of three, again and again, until one is left of 3^n (crate safe-mix, triplet_mix).
    static byte[] tripletMix(List<byte[]> seeds) {
        List<byte[]> level = seeds;
        while (level.size() >= 3) {
            List<byte[]> next = new ArrayList<>();
            for (int i = 0; i + 2 < level.size(); i += 3) {
                next.add(majority(level.get(i), level.get(i + 1), level.get(i + 2)));
            }
            level = next;
        }
        return level.getFirst();
    }

    private static byte[] majority(byte[] a, byte[] b, byte[] c) {
        byte[] mixed = new byte[a.length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (byte) (a[i] & b[i] | b[i] & c[i] | a[i] & c[i]);
        }
        return mixed;
    }
}
