package network.phala.pallet.randomness;

import java.util.ArrayList;
import java.util.List;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.StorageValue;
import network.phala.frame.system.FrameSystem;
import network.phala.primitives.H256;
import network.phala.scale.Codecs;

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
}
