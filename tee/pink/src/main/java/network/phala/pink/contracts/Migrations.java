package network.phala.pink.contracts;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import network.phala.pink.state.Balances;
import network.phala.pink.state.HoldReason;
import network.phala.pink.state.Preservation;
import network.phala.pink.state.SessionState;
import network.phala.pink.state.StorageKeys;
import network.phala.pink.types.DispatchException;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;

/// Brings what runtimes 1.0 and 1.1 stored (storage version 9) to the layout of 1.2 (version 15). The upgrade only
/// marks that there is something to do; until the next idle time did it, contracts cannot be called or uploaded.
///
/// Follows polkadot-sdk release 1.5.0, substrate/frame/contracts/src/migration.rs and migration/v11.rs … v15.rs, and
/// `Migrations` in phala-blockchain crates/pink/runtime/src/runtime.rs at pink-runtime-v1.2 (10 is left out there).
final class Migrations {
    private static final int LATEST = 15;
    private static final Bytes IN_PROGRESS = StorageKeys.item("Contracts", "MigrationInProgress");
    private static final Bytes VERSION = StorageKeys.item("Contracts", StorageKeys.STORAGE_VERSION);

    /// The first step has nothing to remember: an empty `Vec`.
    private static final Bytes FIRST_CURSOR = Bytes.of((byte) 0);

    /// The longest record of an owner as 1.2 counts it: 32 + 17 + 9.
    private static final int MAX_OWNER_INFO = 58;

    /// 1.0 in `FixedU128`.
    private static final BigInteger ONE = BigInteger.TEN.pow(18);

    private final StackContext context;
    private final ContractStore store;

    Migrations(StackContext context, ContractStore store) {
        this.context = context;
        this.store = store;
    }

    boolean inProgress() {
        return context.state().contains(IN_PROGRESS);
    }

    /// Marks that the storage is to be migrated, if it is.
    void begin() {
        if (version() != LATEST && !inProgress()) {
            context.state().put(IN_PROGRESS, FIRST_CURSOR);
        }
    }

    private int version() {
        Bytes stored = context.state().get(VERSION).orElse(Bytes.of((byte) 0, (byte) 0));
        try {
            return Short.toUnsignedInt(new ScaleReader(stored).readShort());
        } catch (DecodeException e) {
            throw new IllegalStateException("the storage version of Contracts does not decode", e);
        }
    }

    /// Does all that is marked.
    void finish() {
        if (!inProgress()) {
            return;
        }
        deletionQueue();
        codes();
        codeDeposits();
        contracts();
        ScaleWriter out = new ScaleWriter();
        out.writeShort(LATEST);
        context.state().put(VERSION, out.toBytes());
        context.state().remove(IN_PROGRESS);
    }

    /// v11: what 1.0 left in its queue of one value. Entries that 1.1 added since are overwritten.
    private void deletionQueue() {
        List<Bytes> left = store.boundedQueue();
        store.removeBoundedQueue();
        if (!left.isEmpty()) {
            store.restartQueue(left);
        }
    }

    /// v12: rewritten code goes, and with it a part of the deposit. The length of the rewritten code stays what is paid
    /// for loading. The records of owners stay behind, unused.
    private void codes() {
        for (Map.Entry<Bytes, Bytes> entry : store.ownerInfos()) {
            H256 hash = H256.of(entry.getKey()
                    .slice(entry.getKey().size() - 32, entry.getKey().size())
                    .toArray());
            OwnerInfo owner = OwnerInfo.decode(entry.getValue());
            PrefabModule module = store.module(hash)
                    .orElseThrow(() -> new IllegalStateException("no code in Contracts.CodeStorage for " + hash));
            int length = module.code().size();
            U128 before = StorageDiff.charge(module.encode().size() + length + MAX_OWNER_INFO, 3, context.prices());
            U128 after = StorageDiff.charge(length + CodeInfo.MAX_ENCODED_LENGTH, 2, context.prices());
            U128 deposit = scaled(after, owner.deposit(), before);
            store.removeModule(hash);
            unreserve(owner.owner(), owner.deposit().saturatingSubtract(deposit));
            store.putCodeInfo(
                    hash, new CodeInfo(owner.owner(), deposit, owner.refcount(), module.determinism(), length));
        }
    }

    /// `amount` × min(`part` / `whole`, 1), with a ratio of 18 digits.
    private static U128 scaled(U128 amount, U128 part, U128 whole) {
        if (whole.isZero()) {
            return U128.ZERO;
        }
        BigInteger ratio =
                part.toBigInteger().multiply(ONE).divide(whole.toBigInteger()).min(ONE);
        return U128.of(amount.toBigInteger().multiply(ratio).divide(ONE));
    }

    private U128 unreserve(AccountId who, U128 amount) {
        try {
            return context.balances().unreserve(who, amount);
        } catch (DispatchException _) {
            return amount;
        }
    }

    /// v14: reserved deposits of code become held ones.
    private void codeDeposits() {
        for (Map.Entry<Bytes, Bytes> entry : store.codeInfos()) {
            CodeInfo info = CodeInfo.decode(entry.getValue());
            U128 missing = unreserve(info.owner(), info.deposit());
            hold(HoldReason.CODE_UPLOAD_DEPOSIT, info.owner(), info.deposit().saturatingSubtract(missing));
        }
    }

    private void hold(HoldReason reason, AccountId who, U128 amount) {
        try {
            context.balances().hold(reason, who, amount);
        } catch (DispatchException _) {
            // The original goes on, too: what could not be held stays free.
        }
    }

    /// v13 and v15: what lies on a contract's deposit account is from now on held by the contract.
    private void contracts() {
        SessionState state = context.state();
        Balances balances = context.balances();
        for (Map.Entry<Bytes, Bytes> entry : store.contracts()) {
            Bytes key = entry.getKey();
            AccountId contract =
                    AccountId.of(key.slice(key.size() - 32, key.size()).toArray());
            ContractInfo info = ContractInfo.decode(entry.getValue());
            info.depositAccount().ifPresent(second -> {
                context.accounts().decConsumers(second);
                U128 amount = balances.reducible(second, Preservation.EXPENDABLE);
                try {
                    balances.transfer(second, contract, amount, Preservation.EXPENDABLE);
                    if (!amount.isZero()) {
                        hold(HoldReason.STORAGE_DEPOSIT, contract, amount);
                    }
                } catch (DispatchException _) {
                    // The original goes on, too: the deposit stays where it is.
                }
            });
            state.put(key, info.withoutDepositAccount().encode());
        }
    }
}
