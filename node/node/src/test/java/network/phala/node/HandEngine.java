package network.phala.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import network.phala.chain.BlockApp;
import network.phala.chain.ConsensusEngine;
import org.jspecify.annotations.Nullable;

/// Makes a block when the test says so and not before.
final class HandEngine implements ConsensusEngine {
    private static final long FIRST_SLOT = 500_000_000;

    private @Nullable BlockApp started;

    @Override
    public void start(BlockApp app) {
        started = app;
    }

    @Override
    public void noteReady() {}

    @Override
    public int peerCount() {
        return 0;
    }

    void seal() {
        BlockApp app = Objects.requireNonNull(started, "not started");
        BlockApp.Info info = app.info();
        long height = info.last().number() + 1;
        long slot = Math.max(info.slot() + 1, FIRST_SLOT);
        BlockApp.Proposal proposal = app.prepareProposal(
                new BlockApp.ProposalRequest(height, slot * info.slotMillis(), slot, Duration.ofMinutes(5)));
        List<BlockApp.Vote> votes = new ArrayList<>();
        for (long number = info.finalized().number() + 1; number < height; number++) {
            votes.addAll(app.extendVote(number));
        }
        app.finalizeBlock(new BlockApp.DecidedBlock(proposal, votes));
        app.commit();
    }

    @Override
    public void close() {}
}
