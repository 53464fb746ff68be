package network.phala.pallet.basepool;

import java.util.List;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.Bounded;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// The calls of [PhalaBasePool].
@TypePath(value = "phala_pallets::compute::base_pool::pallet::Call", parameters = "T", arguments = Void.class)
@SnakeCaseVariants
public sealed interface PhalaBasePoolCall {
    /// Lets an account contribute to a pool; the first entry closes the pool to all others but its owner.
    ///
    /// **Origin** signed, by the pool's owner.
    @Index(0)
    record AddStakerToWhitelist(
            @TypeName("u64") long pid,
            @TypeName("T::AccountId") AccountId staker) implements PhalaBasePoolCall {}

    /// Describes a pool.
    ///
    /// **Origin** signed, by the pool's owner.
    @Index(1)
    record SetPoolDescription(
            @TypeName("u64") long pid,

            @Bounded(PhalaBasePool.DESCRIPTION_SIZE_MAX) @TypeName("DescStr")
            Bytes description)
            implements PhalaBasePoolCall {}

    /// Takes an account off the list; without entries the pool is open again.
    ///
    /// **Origin** signed, by the pool's owner.
    @Index(4)
    record RemoveStakerFromWhitelist(
            @TypeName("u64") long pid,
            @TypeName("T::AccountId") AccountId staker) implements PhalaBasePoolCall {}

    /// Pays out what a pool owes the signer from earlier versions.
    ///
    /// **Origin** signed.
    @Index(5)
    record ClaimReimbursement(
            @TypeName("u64") long pid,
            @TypeName("T::AccountId") AccountId target) implements PhalaBasePoolCall {}

    /// Notes what pools owe.
    ///
    /// **Origin** signed, by the migration account.
    @Index(6)
    record SetReimbursements(
            @TypeName("Vec<(T::AccountId, u64, BalanceOf<T>)>")
            List<Reimbursement> input,

            @TypeName("bool") boolean add)
            implements PhalaBasePoolCall {
        public SetReimbursements {
            input = List.copyOf(input);
        }
    }
}
