package network.phala.pallet.authorship;

import java.util.Optional;
import java.util.function.Function;
import network.phala.block.Digest;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.StorageValue;
import network.phala.frame.system.FrameSystem;
import network.phala.primitives.AccountId;
import network.phala.scale.Codecs;

/// The current block's author, found in its digest once and remembered until the block ends.
public final class Authorship extends Pallet<Void, Void> {
    private final FrameSystem system;
    private final Function<Digest, Optional<AccountId>> findAuthor;

    private final StorageValue<AccountId> author = value("Author", Codecs.ACCOUNT_ID);

    public Authorship(FrameSystem system, Function<Digest, Optional<AccountId>> findAuthor) {
        super("Authorship", null, null, null);
        this.system = system;
        this.findAuthor = findAuthor;
    }

    public Optional<AccountId> author() {
        Optional<AccountId> known = author.tryGet();
        if (known.isPresent()) {
            return known;
        }
        Optional<AccountId> found = findAuthor.apply(system.digest());
        found.ifPresent(author::put);
        return found;
    }

    @Override
    public Weight onInitialize(int blockNumber) {
        author();
        return Weight.ZERO;
    }

    @Override
    public void onFinalize(int blockNumber) {
        author.remove();
    }
}
