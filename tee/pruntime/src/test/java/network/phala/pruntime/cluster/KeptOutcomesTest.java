package network.phala.pruntime.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.types.contract.PinkVersion;
import network.phala.types.query.OwnOutcome;
import org.junit.jupiter.api.Test;

class KeptOutcomesTest {
    private final Outcomes outcomes = new Outcomes();

    private static AccountId account(int seed) {
        byte[] id = new byte[32];
        id[0] = (byte) seed;
        id[1] = (byte) (seed >> 8);
        return new AccountId(Bytes32.wrap(id));
    }

    private static Outcomes.Asked asked(AccountId who, int block) {
        return new Outcomes.Asked(
                who, block, new PinkVersion(1, block % 3), OwnOutcome.Kind.COMMAND, H256.ZERO, Bytes.EMPTY);
    }

    private void refuse(AccountId who, int block, int size) {
        outcomes.refused(asked(who, block), "x".repeat(size));
    }

    @Test
    void anAccountSeesItsOwnInTheirOrder() {
        outcomes.uploaded(asked(account(1), 7));
        refuse(account(2), 7, 3);
        refuse(account(1), 8, 5);
        List<OwnOutcome> mine = outcomes.of(account(1), 0);
        assertThat(mine).extracting(OwnOutcome::number).containsExactly(0L, 1L);
        assertThat(mine).extracting(OwnOutcome::block).containsExactly(7, 8);
        assertThat(mine).extracting(OwnOutcome::release).containsExactly(new PinkVersion(1, 1), new PinkVersion(1, 2));
        assertThat(mine.getFirst().refusal()).isEmpty();
        assertThat(outcomes.of(account(1), 1)).containsExactly(mine.getLast());
        assertThat(outcomes.of(account(1), -1)).as("the greatest number").isEmpty();
        assertThat(outcomes.of(account(2), 0)).hasSize(1);
        assertThat(outcomes.of(account(3), 0)).isEmpty();
    }

    @Test
    void aCheckpointHoldsThem() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 3_000; i++) {
            refuse(account(random.nextInt(200)), i, random.nextInt(9_000));
        }
        outcomes.uploaded(asked(account(7), 9));
        Codec<List<Outcomes.Saved>> codec = Codecs.vec(Scale.of(Outcomes.Saved.class));
        Outcomes restored = new Outcomes();
        restored.load(codec.decodeAll(codec.encode(outcomes.save())));
        assertThat(restored.save()).isEqualTo(outcomes.save());
        // Both go on alike, in what they keep and in what they let go.
        for (Outcomes each : List.of(outcomes, restored)) {
            for (int i = 0; i < 200; i++) {
                each.refused(asked(account(500 + i), i), "x".repeat(50_000));
            }
            each.uploaded(asked(account(7), 10));
        }
        assertThat(restored.save()).isEqualTo(outcomes.save());
    }

    @Test
    void theNewestOfAnAccountStay() {
        for (int block = 0; block < 100; block++) {
            refuse(account(1), block, 1);
        }
        assertThat(outcomes.of(account(1), 0)).hasSize(32);
        assertThat(outcomes.of(account(1), 0).getLast().number()).isEqualTo(99);
        refuse(account(1), 100, 3 << 20);
        assertThat(outcomes.of(account(1), 0)).extracting(OwnOutcome::block).containsExactly(100);
        refuse(account(1), 101, 1);
        assertThat(outcomes.of(account(1), 0)).extracting(OwnOutcome::block).containsExactly(101);
    }

    @Test
    void aFloodOfOneAccountLeavesTheOthersTheirs() {
        for (int i = 1; i <= 50; i++) {
            refuse(account(i), i, 10);
        }
        for (int i = 0; i < 5_000; i++) {
            refuse(account(0), i, 1 << 20);
        }
        for (int i = 1; i <= 50; i++) {
            assertThat(outcomes.of(account(i), 0)).hasSize(1);
        }
    }

    @Test
    void manyAccountsStayWithinTheMemory() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 20_000; i++) {
            refuse(account(random.nextInt(5_000)), i, random.nextInt(20_000));
        }
        long held = 0;
        for (int i = 0; i < 5_000; i++) {
            for (OwnOutcome each : outcomes.of(account(i), 0)) {
                held += each.refusal().orElse("").length();
            }
        }
        assertThat(held).isBetween(8L << 20, 16L << 20);
    }
}
