package network.phala.chain;

import java.time.Duration;
import java.util.List;
import network.phala.lightclient.Precommit;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;

/// The chain as its consensus engine sees it, in the shape of ABCI 2.0: for each height any number of
/// proposals, then one [#finalizeBlock] and one [#commit]. All calls come from one thread.
///
/// Votes are GRANDPA precommits. A vote given while height H is decided is for an earlier block, so that a
/// block is always decided before it is proven final.
public interface BlockApp {
    Info info();

    /// Makes a block for the height that follows the last committed one.
    Proposal prepareProposal(ProposalRequest request);

    /// Whether somebody's proposal is a block that can be built on the last committed one.
    boolean processProposal(Proposal proposal);

    /// The precommits that this node's GRANDPA keys give for a committed block; empty when it holds no key
    /// of the set.
    List<Vote> extendVote(long number);

    /// Whether a precommit for a committed block is by a member of its authority set and well signed.
    boolean verifyVoteExtension(Vote vote);

    /// Executes the decided block. Nothing lasting happens before [#commit].
    BlockResult finalizeBlock(DecidedBlock block);

    /// Makes the block of the last [#finalizeBlock] durable and the new best one.
    void commit();

    /// What the engine needs to know when it starts.
    ///
    /// @param timestampMillis time of the last block
    /// @param slot the BABE slot of the last block, 0 at genesis
    record Info(BlockRef last, BlockRef finalized, long timestampMillis, long slot, long slotMillis) {}

    /// A precommit for block `number`.
    record Vote(long number, Precommit precommit) {}

    /// @param budget how long the making may take
    record ProposalRequest(long height, long timestampMillis, long slot, Duration budget) {}

    /// A block as it is voted on: inherents first.
    record Proposal(long height, long timestampMillis, long slot, List<Bytes> extrinsics) {
        public Proposal {
            extrinsics = List.copyOf(extrinsics);
        }
    }

    /// A block that consensus has decided, with the precommits for earlier blocks that came with the
    /// decision.
    record DecidedBlock(Proposal proposal, List<Vote> votes) {
        public DecidedBlock {
            votes = List.copyOf(votes);
        }
    }

    /// @param appHash the new block's hash
    record BlockResult(H256 appHash, int extrinsicCount) {}
}
