package network.phala.pallet.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.storage.StorageValue;
import network.phala.frame.system.FrameSystem;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.Fixed;
import network.phala.scale.Scale;
import network.phala.scale.TupleType;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// Sessions. Follows polkadot-sdk 1.5.0 pallet_session lib.rs.
public final class Session extends Pallet<SessionCall, SessionEvent> {
    private static final Codec<SessionKeys> KEYS = Scale.of(SessionKeys.class);

    private final SessionConfig config;
    private final FrameSystem system;

    private final StorageValue<List<AccountId>> validators =
            value("Validators", Codecs.vec(Codecs.ACCOUNT_ID), List.of());
    private final StorageValue<Integer> currentIndex = value("CurrentIndex", Codecs.U32, 0);
    private final StorageValue<Boolean> queuedChanged = value("QueuedChanged", Codecs.BOOL, false);
    private final StorageValue<List<Queued>> queuedKeys =
            value("QueuedKeys", Codecs.vec(Scale.of(Queued.class)), List.of());
    private final StorageValue<List<Integer>> disabledValidators =
            value("DisabledValidators", Codecs.vec(Codecs.U32), List.of());
    private final StorageMap<AccountId, SessionKeys> nextKeys =
            map("NextKeys", Hasher.TWOX_64_CONCAT, Codecs.ACCOUNT_ID, KEYS);
    private final StorageMap<Owned, AccountId> keyOwner =
            map("KeyOwner", Hasher.TWOX_64_CONCAT, Scale.of(Owned.class), Codecs.ACCOUNT_ID);

    @TupleType
    record Queued(AccountId validator, SessionKeys keys) {}

    @TupleType
    record Owned(KeyTypeId type, Bytes key) {}

    /// Four letters.
    @TypePath("sp_core::crypto::KeyTypeId")
    @Unnamed
    record KeyTypeId(@Fixed(4) @TypeName("[u8; 4]") Bytes letters) {}

    public Session(SessionConfig config, FrameSystem system) {
        super("Session", SessionCall.class, SessionEvent.class, SessionError.class);
        this.config = config;
        this.system = system;
    }

    /// Writes the genesis state of this pallet and tells the listeners of it.
    public void genesis(SessionGenesis genesis) throws DispatchException {
        for (SessionGenesis.Validator validator : genesis.validators()) {
            setKeysOf(validator.stash(), validator.keys());
            if (system.accounts().exists(validator.stash())) {
                system.accounts().incConsumersWithoutLimit(validator.stash());
            } else {
                system.accounts().incProviders(validator.stash());
            }
        }
        config.listeners().forEach(listener -> listener.genesisSession(genesis.validators()));
        validators.put(genesis.validators().stream()
                .map(SessionGenesis.Validator::stash)
                .toList());
        queuedKeys.put(genesis.validators().stream()
                .map(validator -> new Queued(validator.stash(), validator.keys()))
                .toList());
    }

    public List<AccountId> validators() {
        return validators.get();
    }

    /// The keys under which validators find each other: those of this session and the next, each once.
    public List<SessionKeys.AuthorityDiscoveryPublic> discoveryKeys() {
        return queuedKeys.get().stream()
                .map(queued -> queued.keys().authorityDiscovery())
                .distinct()
                .toList();
    }

    public int currentIndex() {
        return currentIndex.get();
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, SessionCall call) throws DispatchException {
        AccountId who = origin.signed();
        switch (call) {
            case SessionCall.SetKeys(SessionKeys keys, Bytes ignored) -> setKeys(who, keys);
            case SessionCall.PurgeKeys _ -> purgeKeys(who);
        }
        return PostDispatchInfo.DECLARED;
    }

    private void setKeys(AccountId who, SessionKeys keys) throws DispatchException {
        ensure(isValidator(who), SessionError.NO_ASSOCIATED_VALIDATOR_ID);
        ensure(system.accounts().canIncConsumer(who), SessionError.NO_ACCOUNT);
        if (setKeysOf(who, keys).isEmpty()) {
            system.accounts().incConsumers(who);
        }
    }

    private void purgeKeys(AccountId who) throws DispatchException {
        ensure(isValidator(who), SessionError.NO_ASSOCIATED_VALIDATOR_ID);
        SessionKeys old = require(nextKeys.take(who), SessionError.NO_KEYS);
        old.typed().forEach(key -> keyOwner.remove(owned(key)));
        system.accounts().decConsumers(who);
    }

    /// Without staking a validator is its own controller.
    private boolean isValidator(AccountId who) {
        return validators.get().contains(who);
    }

    private Optional<SessionKeys> setKeysOf(AccountId who, SessionKeys keys) throws DispatchException {
        Optional<SessionKeys> old = nextKeys.tryGet(who);
        for (SessionKeys.TypedKey key : keys.typed()) {
            Optional<AccountId> owner = keyOwner.tryGet(owned(key));
            ensure(owner.isEmpty() || owner.get().equals(who), SessionError.DUPLICATED_KEY);
        }
        old.ifPresent(before -> before.typed().forEach(key -> keyOwner.remove(owned(key))));
        keys.typed().forEach(key -> keyOwner.put(owned(key), who));
        nextKeys.put(who, keys);
        return old;
    }

    private static Owned owned(SessionKeys.TypedKey key) {
        return new Owned(new KeyTypeId(key.type()), key.key());
    }

    @Override
    public DispatchInfo dispatchInfo(SessionCall call) {
        return DispatchInfo.normal(
                switch (call) {
                    case SessionCall.SetKeys _ ->
                        Weight.of(56_180_000, 12_814)
                                .add(system.config().dbWeight().readsWrites(6, 5));
                    case SessionCall.PurgeKeys _ ->
                        Weight.of(41_313_000, 5_256)
                                .add(system.config().dbWeight().readsWrites(2, 5));
                });
    }

    @Override
    public Weight onInitialize(int blockNumber) {
        if (!config.shouldEndSession().test(blockNumber)) {
            return Weight.ZERO;
        }
        rotate();
        return system.config().blockWeights().maxBlock();
    }

    private void rotate() {
        boolean changed = queuedChanged.get();
        List<Queued> current = queuedKeys.get();
        validators.put(current.stream().map(Queued::validator).toList());
        if (changed) {
            disabledValidators.remove();
        }
        int index = currentIndex.update(last -> last + 1);
        Optional<List<AccountId>> chosen = config.validators().newSession(index + 1);
        List<Queued> next = new ArrayList<>();
        for (AccountId validator : chosen.orElseGet(validators::get)) {
            nextKeys.tryGet(validator).ifPresent(keys -> next.add(new Queued(validator, keys)));
        }
        queuedKeys.put(next);
        queuedChanged.put(chosen.isPresent() || keysDiffer(current, next));
        deposit(new SessionEvent.NewSession(index));
        config.listeners()
                .forEach(listener -> listener.newSession(index, changed, described(current), described(next)));
    }

    private static boolean keysDiffer(List<Queued> current, List<Queued> next) {
        for (int i = 0; i < Math.min(current.size(), next.size()); i++) {
            if (!current.get(i).keys().equals(next.get(i).keys())) {
                return true;
            }
        }
        return false;
    }

    private static List<SessionGenesis.Validator> described(List<Queued> queued) {
        return queued.stream()
                .map(each -> new SessionGenesis.Validator(each.validator(), each.keys()))
                .toList();
    }
}
