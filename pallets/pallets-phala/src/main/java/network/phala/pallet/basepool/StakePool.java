package network.phala.pallet.basepool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.frame.Permill;
import network.phala.primitives.AccountId;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.scale.Name;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// A pool that stakes on workers.
///
/// @param cap what it takes at most
/// @param cdWorkers workers that cool down
/// @param lockAccount holds what is staked on workers
@TypePath(
        value = "phala_pallets::compute::pool_proxy::StakePool",
        parameters = {"AccountId", "Balance"},
        arguments = {AccountId.class, U128.class})
public record StakePool(
        @Name("basepool") @TypeName("base_pool::BasePool<AccountId, Balance>")
        BasePool basePool,

        @TypeName("Option<Permill>") Optional<Permill> payoutCommission,
        @TypeName("Option<Balance>") Optional<U128> cap,
        @TypeName("Vec<WorkerPublicKey>") List<Sr25519Public> workers,
        @TypeName("Vec<WorkerPublicKey>") List<Sr25519Public> cdWorkers,
        @TypeName("AccountId") AccountId lockAccount,
        @TypeName("AccountId") AccountId ownerRewardAccount) {
    public StakePool {
        workers = List.copyOf(workers);
        cdWorkers = List.copyOf(cdWorkers);
    }

    public StakePool with(BasePool next) {
        return new StakePool(next, payoutCommission, cap, workers, cdWorkers, lockAccount, ownerRewardAccount);
    }

    public StakePool withCommission(Optional<Permill> commission) {
        return new StakePool(basePool, commission, cap, workers, cdWorkers, lockAccount, ownerRewardAccount);
    }

    public StakePool withCap(U128 most) {
        return new StakePool(
                basePool, payoutCommission, Optional.of(most), workers, cdWorkers, lockAccount, ownerRewardAccount);
    }

    public StakePool withWorker(Sr25519Public worker) {
        return withWorkers(added(workers, worker), cdWorkers);
    }

    public StakePool withoutWorker(Sr25519Public worker) {
        return withWorkers(removed(workers, worker), cdWorkers);
    }

    public StakePool coolingDown(Sr25519Public worker) {
        return withWorkers(workers, added(cdWorkers, worker));
    }

    public StakePool cooledDown(Sr25519Public worker) {
        return withWorkers(workers, removed(cdWorkers, worker));
    }

    private StakePool withWorkers(List<Sr25519Public> all, List<Sr25519Public> cooling) {
        return new StakePool(basePool, payoutCommission, cap, all, cooling, lockAccount, ownerRewardAccount);
    }

    private static List<Sr25519Public> added(List<Sr25519Public> list, Sr25519Public worker) {
        List<Sr25519Public> more = new ArrayList<>(list);
        more.add(worker);
        return more;
    }

    private static List<Sr25519Public> removed(List<Sr25519Public> list, Sr25519Public worker) {
        return list.stream().filter(each -> !each.equals(worker)).toList();
    }
}
