package network.phala.pallet.basepool;

import java.util.List;
import java.util.Optional;
import network.phala.frame.dispatch.DispatchException;
import network.phala.pallet.rmrk.RmrkCore;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.types.economics.Balances;
import network.phala.types.economics.U64F64;

/// Shares of pools, kept in NFTs: property `stake-info` is their number (u128), `createtime` the time in
/// decimal digits.
///
/// The original locks an NFT in storage while it changes it; nothing here can come in between, so the lock is
/// not written.
public final class Shares {
    private static final Bytes STAKE_INFO = Bytes.ofUtf8("stake-info");
    private static final Bytes CREATE_TIME = Bytes.ofUtf8("createtime");

    private final PhalaBasePool pallet;

    Shares(PhalaBasePool pallet) {
        this.pallet = pallet;
    }

    private RmrkCore rmrk() {
        return pallet.config.rmrk();
    }

    /// The shares in an NFT.
    public U128 in(int cid, int nft) throws DispatchException {
        Bytes value = rmrk().property(cid, nft, STAKE_INFO)
                .orElseThrow(() -> pallet.error(PhalaBasePoolError.MISS_COLLECTION_ID));
        try {
            return Codecs.U_128.decodePrefix(value);
        } catch (DecodeException e) {
            throw new IllegalStateException("Shares of NFT " + cid + "/" + nft + " are corrupt: " + value, e);
        }
    }

    /// Writes the shares of an NFT.
    public void set(int cid, int nft, U128 shares) throws DispatchException {
        rmrk().setLock(cid, nft, false);
        rmrk().setProperty(cid, nft, STAKE_INFO, Codecs.U_128.encode(shares));
        rmrk().setLock(cid, nft, true);
    }

    /// Puts shares into a new NFT.
    public int mint(int cid, AccountId owner, U128 shares, long pid) throws DispatchException {
        int nft = pallet.nextNftId.get(cid);
        pallet.nextNftId.put(cid, nft + 1);
        rmrk().mint(PoolAccounts.BASE_POOL, owner, cid, nft);
        set(cid, nft, shares);
        rmrk().setLock(cid, nft, false);
        String now = Long.toUnsignedString(pallet.config.time().nowSeconds());
        rmrk().setProperty(cid, nft, CREATE_TIME, Bytes.ofUtf8(now));
        rmrk().setLock(cid, nft, true);
        pallet.emit(new PhalaBasePoolEvent.NftCreated(pid, cid, nft, owner, shares));
        return nft;
    }

    public void burn(AccountId owner, int cid, int nft) throws DispatchException {
        rmrk().setLock(cid, nft, false);
        try {
            rmrk().burn(owner, cid, nft);
        } catch (DispatchException e) {
            throw pallet.error(PhalaBasePoolError.BURN_NFT_FAILED);
        }
        rmrk().removeProperty(cid, nft, CREATE_TIME);
        rmrk().setLock(cid, nft, false);
    }

    /// An account's NFTs of a pool become one; none when it has none.
    public Optional<Integer> merge(int cid, AccountId owner, long pid) throws DispatchException {
        List<Integer> owned = pallet.config.uniques().ownedInCollection(cid, owner);
        if (owned.size() <= 1) {
            return owned.stream().findFirst();
        }
        U128 total = U128.ZERO;
        for (int nft : owned) {
            total = total.wrappingAdd(in(cid, nft));
            burn(owner, cid, nft);
        }
        return Optional.of(mint(cid, owner, total, pid));
    }

    /// Value of shares at a price.
    public static U128 value(U128 shares, U64F64 price) {
        return Balances.multiply(shares, price);
    }

    /// Gives shares for an amount at the pool's price, one to one in an empty pool, and takes the amount.
    PhalaBasePool.Contribution addStake(BasePool pool, AccountId who, U128 amount) throws DispatchException {
        Optional<U64F64> price = pool.sharePrice().filter(each -> !each.isZero());
        U128 shares = price.isPresent() ? Balances.divide(amount, price.get()) : amount;
        mint(pool.cid(), who, shares, pool.pid());
        pallet.config.assets().transfer(pallet.config.wPhaAsset(), who, pool.poolAccountId(), amount);
        BasePool next = pool.with(
                pool.totalShares().wrappingAdd(shares), pool.totalValue().wrappingAdd(amount));
        return new PhalaBasePool.Contribution(next, shares);
    }

    /// A pool after some of its shares were paid out.
    ///
    /// @param left shares that remain in the NFT
    /// @param removed shares that are gone, dust included
    record Payout(BasePool pool, U128 left, U128 amount, U128 removed) {}

    /// Pays out shares of an NFT, as far as the pool has free money.
    Payout removeStake(BasePool pool, U128 shares, U128 inNft, AccountId to) throws DispatchException {
        U64F64 price = pool.sharePrice().orElseThrow(() -> pallet.error(PhalaBasePoolError.POOL_BANKRUPT));
        U128 amount = value(shares, price).min(pallet.freeStake(pool));
        U128 rest = inNft.subtract(shares);
        U128 dust = BasePool.isDust(rest) ? rest : U128.ZERO;
        U128 removed = shares.add(dust);
        U128 valueLeft = pool.totalValue().subtract(amount);
        pallet.config.assets().transfer(pallet.config.wPhaAsset(), pool.poolAccountId(), to, amount);
        BasePool next =
                pool.with(pool.totalShares().subtract(removed), BasePool.isDust(valueLeft) ? U128.ZERO : valueLeft);
        return new Payout(next, rest.subtract(dust), amount, removed);
    }

    /// Adds a reward to a pool's value, and to the vaults that hold its shares their part.
    public BasePool distributeReward(BasePool pool, U128 reward) throws DispatchException {
        BasePool next = pool.with(pool.totalShares(), pool.totalValue().wrappingAdd(reward));
        for (long pid : next.valueSubscribers()) {
            Vault vault = pallet.vault(pid);
            AccountId account = vault.basePool().poolAccountId();
            Optional<Integer> nft = merge(next.cid(), account, next.pid());
            if (nft.isEmpty()) {
                continue;
            }
            U64F64 held = Balances.toFixed(in(next.cid(), nft.get()));
            for (WithdrawInfo request : next.requestsOf(account)) {
                held = held.add(Balances.toFixed(in(next.cid(), request.nftId())));
            }
            Optional<U64F64> ratio = held.checkedDivide(Balances.toFixed(next.totalShares()));
            if (ratio.isEmpty()) {
                continue;
            }
            U128 part = Balances.multiply(Balances.fromFixed(ratio.get()), Balances.toFixed(reward));
            pallet.put(vault.with(distributeReward(vault.basePool(), part)));
        }
        return next;
    }
}
