package network.phala.pallet.session;

import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// That a key belonged to a validator of an earlier session.
@TypePath("sp_session::MembershipProof")
public record MembershipProof(
        @TypeName("SessionIndex") int session,
        @TypeName("Vec<Vec<u8>>") List<Bytes> trieNodes,
        @TypeName("ValidatorCount") int validatorCount) {
    public MembershipProof {
        trieNodes = List.copyOf(trieNodes);
    }
}
