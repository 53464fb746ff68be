package network.phala.pallet.sudo;

import java.util.Optional;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.Pays;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.StorageValue;
import network.phala.frame.system.RuntimeDbWeight;
import network.phala.frame.transaction.AccountLookup;
import network.phala.primitives.AccountId;
import network.phala.scale.Codecs;
import network.phala.scale.Result;
import network.phala.scale.Unit;

/// Root by key. Follows polkadot-sdk 1.5.0 pallet_sudo lib.rs.
public final class Sudo extends Pallet<SudoCall, SudoEvent> {
    private final RuntimeDbWeight dbWeight;
    private final AccountLookup lookup;

    private final StorageValue<AccountId> key = value("Key", Codecs.ACCOUNT_ID);

    public Sudo(RuntimeDbWeight dbWeight, AccountLookup lookup) {
        super("Sudo", SudoCall.class, SudoEvent.class, SudoError.class);
        this.dbWeight = dbWeight;
        this.lookup = lookup;
    }

    /// Writes the genesis state of this pallet.
    public void genesis(AccountId sudoKey) {
        key.put(sudoKey);
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, SudoCall call) throws DispatchException {
        AccountId signer = origin.signed();
        ensure(key.tryGet().equals(Optional.of(signer)), SudoError.REQUIRE_SUDO);
        switch (call) {
            case SudoCall.Sudo(RuntimeCall inner) -> deposit(new SudoEvent.Sudid(run(Origin.ROOT, inner)));
            case SudoCall.SudoUncheckedWeight(RuntimeCall inner, Weight ignored) ->
                deposit(new SudoEvent.Sudid(run(Origin.ROOT, inner)));
            case SudoCall.SetKey(var next) -> {
                AccountId account = lookup.lookup(next);
                deposit(new SudoEvent.KeyChanged(key.tryGet(), account));
                key.put(account);
            }
            case SudoCall.SudoAs(var who, RuntimeCall inner) -> {
                Origin as = Origin.signed(lookup.lookup(who));
                deposit(new SudoEvent.SudoAsDone(run(as, inner)));
            }
            case SudoCall.RemoveKey _ -> {
                deposit(new SudoEvent.KeyRemoved());
                key.remove();
            }
        }
        return PostDispatchInfo.FREE;
    }

    private Result<Unit, DispatchError> run(Origin as, RuntimeCall call) {
        try {
            host().dispatch(as, call);
            return new Result.Ok<>(Unit.UNIT);
        } catch (DispatchException e) {
            return new Result.Err<>(e.error());
        }
    }

    @Override
    public DispatchInfo dispatchInfo(SudoCall call) {
        return switch (call) {
            case SudoCall.Sudo(RuntimeCall inner) ->
                with(inner, Weight.of(10_931_000, 1517).add(dbWeight.reads(1)));
            case SudoCall.SudoUncheckedWeight(RuntimeCall inner, Weight weight) ->
                new DispatchInfo(weight, host().dispatchInfo(inner).dispatchClass(), Pays.YES);
            case SudoCall.SetKey _ ->
                DispatchInfo.normal(Weight.of(10_076_000, 1517).add(dbWeight.readsWrites(1, 1)));
            case SudoCall.SudoAs(var ignored, RuntimeCall inner) ->
                with(inner, Weight.of(10_800_000, 1517).add(dbWeight.reads(1)));
            case SudoCall.RemoveKey _ ->
                DispatchInfo.normal(Weight.of(8_846_000, 1517).add(dbWeight.readsWrites(1, 1)));
        };
    }

    private DispatchInfo with(RuntimeCall inner, Weight base) {
        DispatchInfo info = host().dispatchInfo(inner);
        return new DispatchInfo(base.add(info.weight()), info.dispatchClass(), Pays.YES);
    }
}
