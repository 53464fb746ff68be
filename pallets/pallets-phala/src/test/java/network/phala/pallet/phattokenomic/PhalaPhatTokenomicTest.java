package network.phala.pallet.phattokenomic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.Origin;
import network.phala.pallet.MockRuntime;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import org.junit.jupiter.api.Test;

class PhalaPhatTokenomicTest {
    private static final H256 CONTRACT =
            new H256(Bytes32.of(MockRuntime.account(44).toBytes()));

    private final MockRuntime chain = new MockRuntime();

    private static PhalaPhatTokenomicCall stake(long amount) {
        return new PhalaPhatTokenomicCall.AdjustStake(CONTRACT, U128.of(amount));
    }

    /// The pallet's account holds exactly what all users staked, whatever they do.
    @Test
    void holdsTheSumOfAllStakes() {
        long seed = 5;
        Random random = new Random(seed);
        Map<AccountId, Long> stakes = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            AccountId who = random.nextBoolean() ? MockRuntime.ALICE : MockRuntime.BOB;
            long amount = random.nextInt(4) == 0 ? 0 : 20_000_000_000L + random.nextInt(1_000_000);
            chain.ok(Origin.signed(who), chain.tokenomic, stake(amount));
            stakes.put(who, amount);
            long sum = stakes.values().stream().mapToLong(Long::longValue).sum();
            assertThat(chain.<U128, RuntimeException>run(() -> chain.balances.freeBalance(PhalaPhatTokenomic.ACCOUNT)))
                    .as("seed %d, step %d", seed, i)
                    .isEqualTo(U128.of(sum));
            assertThat(chain.events())
                    .contains(new PhalaPhatTokenomicEvent.ContractDepositChanged(
                            Optional.empty(), CONTRACT, U128.of(sum)));
        }
    }

    @Test
    void refusesWhatTheSignerDoesNotHave() {
        chain.noop(
                Origin.signed(MockRuntime.ALICE),
                chain.tokenomic,
                stake(1_500_000_000_000_000L),
                new DispatchError.Token(DispatchError.TokenError.FUNDS_UNAVAILABLE));
        chain.noop(Origin.NONE, chain.tokenomic, stake(0), DispatchError.BAD_ORIGIN);
        chain.noop(Origin.ROOT, chain.tokenomic, stake(0), DispatchError.BAD_ORIGIN);
    }
}
