package network.phala.pallet.rmrk;

import java.util.Optional;
import network.phala.frame.Permill;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.TupleType;

/// An NFT.
///
/// @param equipped resource and slot it is equipped in
/// @param pending sent to somebody who has not accepted it
public record NftInfo(
        NftOwner owner,
        Optional<Royalty> royalty,
        Bytes metadata,
        Optional<Equipped> equipped,
        boolean pending,
        boolean transferable) {
    /// A part of each sale.
    public record Royalty(AccountId recipient, Permill amount) {}

    /// Resource and slot.
    @TupleType
    public record Equipped(int resource, int slot) {}

    NftInfo ownedBy(NftOwner next) {
        return new NftInfo(next, royalty, metadata, equipped, pending, transferable);
    }
}
