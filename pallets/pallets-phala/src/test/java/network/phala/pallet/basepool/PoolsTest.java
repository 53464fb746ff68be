package network.phala.pallet.basepool;

import static network.phala.pallet.MockRuntime.ALICE;
import static network.phala.pallet.MockRuntime.BOB;
import static network.phala.pallet.MockRuntime.PHA;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.transaction.MultiAddress;
import network.phala.pallet.MockRuntime;
import network.phala.pallet.assets.AssetsCall;
import network.phala.pallet.rmrk.NftOwner;
import network.phala.pallet.rmrk.RmrkCoreCall;
import network.phala.pallet.stakepool.PhalaStakePoolv2Call;
import network.phala.pallet.stakepool.PhalaStakePoolv2Error;
import network.phala.pallet.vault.PhalaVaultCall;
import network.phala.pallet.vault.PhalaVaultError;
import network.phala.pallet.wrappedbalances.PhalaWrappedBalances;
import network.phala.pallet.wrappedbalances.PhalaWrappedBalancesCall;
import network.phala.pallet.wrappedbalances.PhalaWrappedBalancesError;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Alice's stake pool 0 and Bob's vault 1; both have wrapped 500 coins.
class PoolsTest {
    private static final long POOL = 0;
    private static final long VAULT = 1;
    private static final AccountId MALLORY = MockRuntime.account(66);

    private final MockRuntime chain = new MockRuntime();

    private static U128 coins(long n) {
        return PHA.multiply(U128.of(n));
    }

    private static PhalaStakePoolv2Call contribute(U128 amount) {
        return new PhalaStakePoolv2Call.Contribute(POOL, amount, Optional.empty());
    }

    private static PhalaStakePoolv2Call withdraw(U128 shares) {
        return new PhalaStakePoolv2Call.Withdraw(POOL, shares, Optional.empty());
    }

    @BeforeEach
    void open() {
        MultiAddress owner = new MultiAddress.Id(ALICE);
        chain.ok(
                Origin.ROOT,
                chain.assets,
                new AssetsCall.ForceCreate(PhalaWrappedBalances.ASSET, owner, true, U128.of(1)));
        for (AccountId who : List.of(ALICE, BOB)) {
            chain.ok(Origin.signed(who), chain.wrapped, new PhalaWrappedBalancesCall.Wrap(coins(500)));
        }
        chain.ok(Origin.signed(ALICE), chain.stakePools, new PhalaStakePoolv2Call.Create());
        chain.ok(Origin.signed(BOB), chain.vaults, new PhalaVaultCall.Create());
    }

    private U128 wrapped(AccountId who) {
        return chain.run(() -> chain.assets.fungibles().balance(PhalaWrappedBalances.ASSET, who));
    }

    private U128 free(AccountId who) {
        return chain.run(() -> chain.balances.freeBalance(who));
    }

    private BasePool pool() {
        try {
            return chain.run(() -> chain.basePool.stakePool(POOL).basePool());
        } catch (DispatchException e) {
            throw new AssertionError(e);
        }
    }

    private BasePool vault() {
        try {
            return chain.run(() -> chain.basePool.vault(VAULT).basePool());
        } catch (DispatchException e) {
            throw new AssertionError(e);
        }
    }

    /// Whatever investors try, no coin appears or disappears, every wrapped coin is backed by one, and what an
    /// idle pool is worth lies in its account.
    @Test
    void keepsEveryCoin() {
        long seed = 11;
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 400; i++) {
            AccountId who = random.nextBoolean() ? ALICE : BOB;
            U128 amount = U128.of(1L + Math.abs(random.nextLong() % 200_000_000_000_000L));
            Optional<Long> vault = random.nextInt(3) == 0 ? Optional.of(VAULT) : Optional.empty();
            RuntimeCall call = switch (random.nextInt(8)) {
                case 0, 1 -> new RuntimeCall(43, new PhalaStakePoolv2Call.Contribute(POOL, amount, vault));
                case 2, 3 -> new RuntimeCall(43, new PhalaStakePoolv2Call.Withdraw(POOL, amount, vault));
                case 4 -> new RuntimeCall(45, new PhalaVaultCall.Contribute(VAULT, amount));
                case 5 -> new RuntimeCall(45, new PhalaVaultCall.Withdraw(VAULT, amount));
                case 6 -> new RuntimeCall(46, new PhalaWrappedBalancesCall.Wrap(amount));
                default -> new RuntimeCall(46, new PhalaWrappedBalancesCall.Unwrap(amount));
            };
            accepted += attempt(who, call) ? 1 : 0;
            if (random.nextInt(10) == 0) {
                chain.elapse(3600_000L * random.nextInt(200));
                chain.ok(Origin.signed(MALLORY), chain.vaults, new PhalaVaultCall.CheckAndMaybeForceWithdraw(VAULT));
            }
            U128 backing = free(PhalaWrappedBalances.ACCOUNT);
            assertThat(free(ALICE).add(free(BOB)).add(backing))
                    .as("coins; seed %d, step %d, %s", seed, i, call)
                    .isEqualTo(coins(2000));
            assertThat(wrapped(ALICE)
                            .add(wrapped(BOB))
                            .add(wrapped(pool().poolAccountId()))
                            .add(wrapped(vault().poolAccountId())))
                    .as("wrapped coins; seed %d, step %d, %s", seed, i, call)
                    .isEqualTo(backing);
            assertThat(pool().totalValue())
                    .as("value of the pool; seed %d, step %d, %s", seed, i, call)
                    .isEqualTo(wrapped(pool().poolAccountId()));
        }
        assertThat(accepted).isGreaterThan(150);
        chain.checkInvariants();
    }

    private boolean attempt(AccountId who, RuntimeCall call) {
        try {
            chain.run(() -> chain.dispatch(Origin.signed(who), call));
            return true;
        } catch (DispatchException e) {
            return false;
        }
    }

    @Test
    void returnsWhatWasContributed() {
        chain.ok(Origin.signed(BOB), chain.stakePools, contribute(coins(300)));
        assertThat(wrapped(BOB)).isEqualTo(coins(200));
        chain.ok(Origin.signed(BOB), chain.stakePools, withdraw(coins(300)));
        assertThat(wrapped(BOB)).isEqualTo(coins(500));
        chain.ok(Origin.signed(BOB), chain.wrapped, new PhalaWrappedBalancesCall.UnwrapAll());
        assertThat(free(BOB)).isEqualTo(coins(1000));
    }

    @Test
    void refusesBadContributionsAndWithdrawals() {
        Origin bob = Origin.signed(BOB);
        chain.noop(Origin.NONE, chain.stakePools, contribute(coins(1)), DispatchError.BAD_ORIGIN);
        chain.noop(Origin.ROOT, chain.stakePools, contribute(coins(1)), DispatchError.BAD_ORIGIN);
        chain.noop(
                bob,
                chain.stakePools,
                contribute(U128.of(9_999_999_999L)),
                PhalaStakePoolv2Error.INSUFFICIENT_CONTRIBUTION);
        chain.noop(bob, chain.stakePools, contribute(coins(501)), PhalaStakePoolv2Error.INSUFFICIENT_BALANCE);
        chain.noop(bob, chain.stakePools, contribute(U128.MAX), PhalaStakePoolv2Error.INSUFFICIENT_BALANCE);
        chain.noop(bob, chain.stakePools, withdraw(coins(1)), PhalaStakePoolv2Error.NO_NFT_TO_WITHDRAW);
        chain.ok(Origin.signed(ALICE), chain.stakePools, new PhalaStakePoolv2Call.SetCap(POOL, coins(10)));
        chain.noop(bob, chain.stakePools, contribute(coins(11)), PhalaStakePoolv2Error.STAKE_EXCEEDS_CAPACITY);
        chain.ok(bob, chain.stakePools, contribute(coins(10)));
        chain.noop(bob, chain.stakePools, withdraw(U128.of(1)), PhalaStakePoolv2Error.INVALID_WITHDRAWAL_AMOUNT);
        chain.noop(bob, chain.stakePools, withdraw(coins(11)), PhalaStakePoolv2Error.INVALID_WITHDRAWAL_AMOUNT);
        chain.noop(bob, chain.stakePools, withdraw(U128.MAX), PhalaStakePoolv2Error.INVALID_WITHDRAWAL_AMOUNT);
        chain.noop(
                Origin.signed(ALICE), chain.stakePools, withdraw(coins(10)), PhalaStakePoolv2Error.NO_NFT_TO_WITHDRAW);
        chain.noop(
                Origin.signed(ALICE),
                chain.stakePools,
                new PhalaStakePoolv2Call.SetCap(POOL, coins(9)),
                PhalaStakePoolv2Error.INADEQUATE_CAPACITY);
    }

    @Test
    void refusesStrangers() {
        Origin mallory = Origin.signed(MALLORY);
        chain.noop(
                mallory,
                chain.stakePools,
                new PhalaStakePoolv2Call.SetCap(POOL, coins(1)),
                PhalaStakePoolv2Error.UNAUTHORIZED_POOL_OWNER);
        chain.noop(
                mallory,
                chain.stakePools,
                new PhalaStakePoolv2Call.AddWorker(POOL, MockRuntime.publicKey(1)),
                PhalaStakePoolv2Error.UNAUTHORIZED_OPERATOR);
        chain.noop(
                mallory,
                chain.stakePools,
                new PhalaStakePoolv2Call.ClaimOwnerRewards(POOL, MALLORY),
                PhalaStakePoolv2Error.UNAUTHORIZED_POOL_OWNER);
        chain.noop(
                Origin.signed(ALICE),
                chain.stakePools,
                new PhalaStakePoolv2Call.Contribute(POOL, coins(1), Optional.of(VAULT)),
                PhalaStakePoolv2Error.UNAUTHORIZED_POOL_OWNER);
        chain.noop(
                mallory,
                chain.vaults,
                new PhalaVaultCall.ClaimOwnerShares(VAULT, MALLORY, coins(1)),
                PhalaVaultError.UNAUTHORIZED_POOL_OWNER);
        chain.noop(
                Origin.signed(BOB),
                chain.vaults,
                new PhalaVaultCall.ClaimOwnerShares(VAULT, BOB, U128.of(1)),
                PhalaVaultError.NO_ENOUGH_SHARE_TO_CLAIM);
        chain.noop(
                mallory,
                chain.wrapped,
                new PhalaWrappedBalancesCall.Unwrap(U128.of(1)),
                PhalaWrappedBalancesError.UNWRAP_AMOUNT_EXCEEDS_AVALIABLE_STAKE);
    }

    /// Nobody but the pools makes or destroys wrapped coins or moves shares.
    @Test
    void keepsAssetAndSharesToItself() {
        chain.ok(Origin.signed(BOB), chain.stakePools, contribute(coins(10)));
        int cid = pool().cid();
        int nft = 0;
        assertThat(attempt(BOB, new RuntimeCall(105, new RmrkCoreCall.Send(cid, nft, new NftOwner.Account(MALLORY)))))
                .isFalse();
        assertThat(attempt(BOB, new RuntimeCall(105, new RmrkCoreCall.BurnNft(cid, nft))))
                .isFalse();
        assertThat(attempt(MALLORY, new RuntimeCall(105, new RmrkCoreCall.DestroyCollection(cid))))
                .isFalse();
        MultiAddress to = new MultiAddress.Id(MALLORY);
        assertThat(attempt(MALLORY, new RuntimeCall(0, new AssetsCall.Mint(PhalaWrappedBalances.ASSET, to, coins(1)))))
                .isFalse();
        assertThat(wrapped(MALLORY)).isEqualTo(U128.ZERO);
        chain.ok(Origin.signed(BOB), chain.stakePools, withdraw(coins(10)));
    }
}
