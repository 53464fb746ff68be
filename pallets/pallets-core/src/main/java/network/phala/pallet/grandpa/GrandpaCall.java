package network.phala.pallet.grandpa;

import network.phala.frame.transaction.MultiSignature;
import network.phala.pallet.session.MembershipProof;
import network.phala.pallet.session.SessionKeys.GrandpaPublic;
import network.phala.primitives.H256;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TupleType;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// Calls of the Grandpa pallet.
@TypePath(
        value = "pallet_grandpa::pallet::Call",
        parameters = {"T"},
        arguments = {Void.class})
@SnakeCaseVariants
public sealed interface GrandpaCall {
    /// Reports an authority that voted twice. **Origin** signed. **Errors**
    /// [GrandpaError#INVALID_KEY_OWNERSHIP_PROOF] always.
    @Index(0)
    record ReportEquivocation(
            @TypeName("Box<EquivocationProof<T::Hash, BlockNumberFor<T>>>")
            EquivocationProof equivocationProof,

            @TypeName("T::KeyOwnerProof") MembershipProof keyOwnerProof)
            implements GrandpaCall {}

    /// The same by a validator itself. **Origin** none; refused.
    @Index(1)
    record ReportEquivocationUnsigned(
            @TypeName("Box<EquivocationProof<T::Hash, BlockNumberFor<T>>>")
            EquivocationProof equivocationProof,

            @TypeName("T::KeyOwnerProof") MembershipProof keyOwnerProof)
            implements GrandpaCall {}

    /// Notes that finality stalled: the next session brings a new authority set by force. **Origin** root.
    @Index(2)
    record NoteStalled(
            @TypeName("BlockNumberFor<T>") int delay,
            @TypeName("BlockNumberFor<T>") int bestFinalizedBlockNumber) implements GrandpaCall {}

    @TypePath(
            value = "sp_consensus_grandpa::EquivocationProof",
            parameters = {"H", "N"},
            arguments = {H256.class, int.class})
    record EquivocationProof(
            @TypeName("SetId") long setId,
            @TypeName("Equivocation<H, N>") Equivocation equivocation) {}

    @TypePath(
            value = "sp_consensus_grandpa::Equivocation",
            parameters = {"H", "N"},
            arguments = {H256.class, int.class})
    sealed interface Equivocation {
        @Unnamed
        record Prevote(
                @TypeName("grandpa::Equivocation<AuthorityId, grandpa::Prevote<H, N>,\nAuthoritySignature>")
                DoubleVote<GrandpaPublic, PrevoteVote, AppSignature> votes)
                implements Equivocation {}

        @Unnamed
        record Precommit(
                @TypeName("grandpa::Equivocation<AuthorityId, grandpa::Precommit<H, N>,\nAuthoritySignature>")
                DoubleVote<GrandpaPublic, PrecommitVote, AppSignature> votes)
                implements Equivocation {}
    }

    @TypePath(
            value = "finality_grandpa::Equivocation",
            parameters = {"Id", "V", "S"})
    record DoubleVote<Id, V, S>(
            @TypeName("u64") long roundNumber,
            @TypeName("Id") Id identity,
            @TypeName("(V, S)") SignedVote<V, S> first,
            @TypeName("(V, S)") SignedVote<V, S> second) {}

    @TupleType
    record SignedVote<V, S>(V vote, S signature) {}

    @TypePath(
            value = "finality_grandpa::Prevote",
            parameters = {"H", "N"},
            arguments = {H256.class, int.class})
    record PrevoteVote(
            @TypeName("H") H256 targetHash, @TypeName("N") int targetNumber) {}

    @TypePath(
            value = "finality_grandpa::Precommit",
            parameters = {"H", "N"},
            arguments = {H256.class, int.class})
    record PrecommitVote(
            @TypeName("H") H256 targetHash, @TypeName("N") int targetNumber) {}

    @TypePath("sp_consensus_grandpa::app::Signature")
    @Unnamed
    record AppSignature(@TypeName("ed25519::Signature") MultiSignature.Ed25519Signature signature) {}
}
