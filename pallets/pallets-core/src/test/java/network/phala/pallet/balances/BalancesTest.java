package network.phala.pallet.balances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchError.TokenError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.Pays;
import network.phala.frame.storage.Externalities;
import network.phala.frame.system.RuntimeDbWeight;
import network.phala.frame.system.SystemEvent;
import network.phala.frame.testkit.ForAll;
import network.phala.frame.testkit.TestExternalities;
import network.phala.frame.testkit.TestRuntime;
import network.phala.frame.transaction.MultiAddress;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BalancesTest {
    private static final int BALANCES = 7;
    private static final AccountId ALICE = account(1);
    private static final AccountId BOB = account(2);
    private static final AccountId NEW = account(9);
    private static final Bytes LOCK = Bytes.ofUtf8("lock    ");

    private TestRuntime runtime;
    private Balances balances;
    private TestExternalities chain;

    private static AccountId account(int n) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) n;
        return AccountId.of(bytes);
    }

    private static U128 units(long n) {
        return U128.of(n);
    }

    /// The existential deposit is 10; Alice has 1000, Bob 100.
    @BeforeEach
    void start() {
        runtime = new TestRuntime();
        BalancesConfig config =
                new BalancesConfig(units(10), 50, 50, 5, 3, RuntimeDbWeight.ROCKS_DB, TestRuntime.ACCOUNTS_ONLY);
        balances = runtime.add(BALANCES, new Balances(config, runtime.system().accounts()));
        runtime.done();
        chain = new TestExternalities(runtime);
        chain.execute(() -> balances.genesis(new BalancesGenesis(List.of(
                new BalancesGenesis.Endowment(ALICE, units(1000)), new BalancesGenesis.Endowment(BOB, units(100))))));
    }

    @AfterEach
    void invariantsHold() {
        chain.tryState();
    }

    private static BalancesCall transfer(AccountId to, long value) {
        return new BalancesCall.TransferAllowDeath(MultiAddress.of(to), units(value));
    }

    private static BalancesCall keepAlive(AccountId to, long value) {
        return new BalancesCall.TransferKeepAlive(MultiAddress.of(to), units(value));
    }

    private U128 free(AccountId who) {
        return chain.run(() -> balances.freeBalance(who));
    }

    @Test
    void transferToANewAccountCreatesItAndTellsSo() {
        int before = chain.events().size();
        chain.assertOk(Origin.signed(ALICE), BALANCES, transfer(NEW, 10));
        assertThat(chain.events().subList(before, chain.events().size()))
                .containsExactly(
                        new SystemEvent.NewAccount(NEW),
                        new BalancesEvent.Endowed(NEW, units(10)),
                        new BalancesEvent.Transfer(ALICE, NEW, units(10)));
        assertThat(free(NEW)).isEqualTo(units(10));
    }

    @Test
    void refusedTransfersChangeNothing() {
        DispatchError unavailable = new DispatchError.Token(TokenError.FUNDS_UNAVAILABLE);
        chain.assertNoop(Origin.signed(BOB), BALANCES, transfer(ALICE, 101), unavailable);
        chain.assertNoop(
                Origin.signed(BOB), BALANCES, transfer(NEW, 9), new DispatchError.Token(TokenError.BELOW_MINIMUM));
        chain.assertNoop(
                Origin.signed(BOB), BALANCES, keepAlive(ALICE, 95), new DispatchError.Token(TokenError.NOT_EXPENDABLE));
        chain.assertNoop(Origin.NONE, BALANCES, transfer(ALICE, 1), DispatchError.BAD_ORIGIN);
        chain.assertNoop(
                Origin.signed(BOB),
                BALANCES,
                new BalancesCall.TransferAllowDeath(new MultiAddress.Raw(Bytes.EMPTY), units(1)),
                DispatchError.CANNOT_LOOKUP);
        chain.assertNoop(
                Origin.signed(BOB),
                BALANCES,
                new BalancesCall.ForceSetBalance(MultiAddress.of(BOB), units(1)),
                DispatchError.BAD_ORIGIN);
    }

    @Test
    void anAccountBelowTheDepositIsReapedAndItsDustBurnt() {
        chain.assertOk(Origin.signed(BOB), BALANCES, transfer(ALICE, 95));
        assertThat(free(BOB)).isEqualTo(U128.ZERO);
        assertThat(chain.run(balances::totalIssuance)).isEqualTo(units(1095));
        assertThat(chain.events())
                .contains(new SystemEvent.KilledAccount(BOB), new BalancesEvent.DustLost(BOB, units(5)));
    }

    @Test
    void anAccountThatIsNeededStays() throws DispatchException {
        chain.run(() -> {
            balances.reserve(BOB, units(50));
            return balances;
        });
        chain.assertNoop(Origin.signed(BOB), BALANCES, transfer(ALICE, 45), new DispatchError.Token(TokenError.FROZEN));
        chain.assertOk(Origin.signed(BOB), BALANCES, transfer(ALICE, 40));
        assertThat(free(BOB)).isEqualTo(units(10));
    }

    @Test
    void locksOverlapAndLeaveWithTheLastOne() throws DispatchException {
        chain.run(() -> {
            balances.setLock(LOCK, BOB, units(60), BalanceLock.Reasons.ALL);
            balances.setLock(Bytes.ofUtf8("another "), BOB, units(80), BalanceLock.Reasons.MISC);
            return balances;
        });
        chain.assertNoop(Origin.signed(BOB), BALANCES, transfer(ALICE, 30), new DispatchError.Token(TokenError.FROZEN));
        chain.assertOk(Origin.signed(BOB), BALANCES, transfer(ALICE, 20));
        chain.run(() -> {
            balances.setLock(Bytes.ofUtf8("another "), BOB, U128.ZERO, BalanceLock.Reasons.MISC);
            return balances;
        });
        chain.assertOk(Origin.signed(BOB), BALANCES, transfer(ALICE, 20));
        assertThat(free(BOB)).isEqualTo(units(60));
    }

    @Test
    void rootSetsBalancesAndTheIssuanceFollows() {
        chain.assertOk(Origin.ROOT, BALANCES, new BalancesCall.ForceSetBalance(MultiAddress.of(BOB), units(500)));
        assertThat(chain.run(balances::totalIssuance)).isEqualTo(units(1500));
        chain.assertOk(Origin.ROOT, BALANCES, new BalancesCall.ForceSetBalance(MultiAddress.of(BOB), units(9)));
        assertThat(free(BOB)).isEqualTo(U128.ZERO);
        assertThat(chain.run(balances::totalIssuance)).isEqualTo(units(1000));
    }

    @Test
    void upgradingNobodyIsPaidFor() {
        var post = chain.assertOk(Origin.signed(BOB), BALANCES, new BalancesCall.UpgradeAccounts(List.of(ALICE, BOB)));
        assertThat(post.paysFee()).isEqualTo(Pays.YES);
    }

    @Test
    void repatriationNeedsAnExistingBeneficiary() {
        assertThatThrownBy(() -> chain.run(() -> {
                    balances.reserve(ALICE, units(100));
                    return balances.repatriateReserved(ALICE, NEW, units(50), BalancesEvent.BalanceStatus.RESERVED);
                }))
                .isInstanceOf(DispatchException.class);
    }

    /// Whatever accounts do to each other, money neither appears nor disappears, and a refusal changes nothing.
    @Test
    void issuanceIsTheSumOfBalancesAfterAnyCalls() {
        ForAll.cases(40, 7, random -> {
            start();
            for (int i = 0; i < 60; i++) {
                AccountId from = account(1 + random.nextInt(4));
                AccountId to = account(1 + random.nextInt(6));
                long value = random.nextInt(3) == 0 ? random.nextInt(15) : random.nextInt(400);
                try {
                    act(random.nextInt(9), from, to, value);
                } catch (DispatchException refused) {
                    assertThat(refused.error()).isNotNull();
                }
                chain.tryState();
            }
        });
    }

    private void act(int kind, AccountId from, AccountId to, long value) throws DispatchException {
        switch (kind) {
            case 0, 1 -> chain.dispatch(Origin.signed(from), BALANCES, transfer(to, value));
            case 2 -> chain.dispatch(Origin.signed(from), BALANCES, keepAlive(to, value));
            case 3 ->
                chain.dispatch(Origin.signed(from), BALANCES, new BalancesCall.TransferAll(MultiAddress.of(to), false));
            case 4 ->
                chain.dispatch(
                        Origin.ROOT, BALANCES, new BalancesCall.ForceSetBalance(MultiAddress.of(to), units(value)));
            case 5 -> layered(() -> balances.reserve(from, units(value)));
            case 6 -> layered(() -> balances.unreserve(from, units(value)));
            case 7 -> layered(() -> balances.setLock(LOCK, from, units(value), BalanceLock.Reasons.ALL));
            default ->
                layered(() -> balances.repatriateReserved(from, to, units(value), BalancesEvent.BalanceStatus.FREE));
        }
    }

    private interface Action {
        void run() throws DispatchException;
    }

    private void layered(Action action) throws DispatchException {
        chain.run(() -> Externalities.current().layer(() -> {
            action.run();
            return action;
        }));
    }
}
