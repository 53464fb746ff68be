package network.phala.pallet.babe;

import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.scale.Fixed;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// How a block claims its slot.
@TypePath("sp_consensus_babe::digests::PreDigest")
public sealed interface PreDigest {
    int authorityIndex();

    Slot slot();

    @Index(1)
    @Unnamed
    record Primary(@TypeName("PrimaryPreDigest") PrimaryPreDigest digest) implements PreDigest {
        @Override
        public int authorityIndex() {
            return digest.authorityIndex();
        }

        @Override
        public Slot slot() {
            return digest.slot();
        }
    }

    @Index(2)
    @Unnamed
    record SecondaryPlain(
            @TypeName("SecondaryPlainPreDigest") SecondaryPlainPreDigest digest) implements PreDigest {
        @Override
        public int authorityIndex() {
            return digest.authorityIndex();
        }

        @Override
        public Slot slot() {
            return digest.slot();
        }
    }

    @Index(3)
    @Unnamed
    record SecondaryVRF(@TypeName("SecondaryVRFPreDigest") SecondaryVRFPreDigest digest) implements PreDigest {
        @Override
        public int authorityIndex() {
            return digest.authorityIndex();
        }

        @Override
        public Slot slot() {
            return digest.slot();
        }
    }

    @TypePath("sp_consensus_babe::digests::PrimaryPreDigest")
    record PrimaryPreDigest(
            @TypeName("super::AuthorityIndex") int authorityIndex,
            @TypeName("Slot") Slot slot,
            @TypeName("VrfSignature") VrfSignature vrfSignature) {}

    @TypePath("sp_consensus_babe::digests::SecondaryPlainPreDigest")
    record SecondaryPlainPreDigest(
            @TypeName("super::AuthorityIndex") int authorityIndex,
            @TypeName("Slot") Slot slot) {}

    @TypePath("sp_consensus_babe::digests::SecondaryVRFPreDigest")
    record SecondaryVRFPreDigest(
            @TypeName("super::AuthorityIndex") int authorityIndex,
            @TypeName("Slot") Slot slot,
            @TypeName("VrfSignature") VrfSignature vrfSignature) {}

    @TypePath("sp_core::sr25519::vrf::VrfSignature")
    record VrfSignature(
            @TypeName("VrfPreOutput") Bytes32 preOutput,
            @Fixed(64) @TypeName("VrfProof") Bytes proof) {}
}
