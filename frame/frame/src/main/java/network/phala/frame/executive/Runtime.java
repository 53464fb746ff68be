package network.phala.frame.executive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import network.phala.frame.Pallet;
import network.phala.frame.PalletHost;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.dispatch.RuntimeEvent;
import network.phala.frame.storage.Externalities;
import network.phala.frame.storage.Hasher;
import network.phala.frame.system.FrameSystem;
import network.phala.frame.transaction.AccountLookup;
import network.phala.frame.transaction.ExtrinsicFormat;
import network.phala.frame.transaction.SignedExtension;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import org.jspecify.annotations.Nullable;

/// The list of pallets that make a chain, like `construct_runtime!`.
///
/// A subclass takes its pallets in with [#pallet], then calls [#seal]. Immutable
/// afterwards; holds no chain state, which is bound by [Externalities#run].
public abstract class Runtime implements PalletHost {
    private static final String CALL_TYPE_NAME =
            "self::sp_api_hidden_includes_construct_runtime::hidden_include::dispatch\n::CallableCallFor<%s, Runtime>";

    private final String crate;
    private final List<Pallet<?, ?>> pallets = new ArrayList<>();
    private final @Nullable Pallet<?, ?>[] byIndex = new Pallet<?, ?>[256];
    private final OuterCodec<RuntimeCall> callCodec;
    private final OuterCodec<RuntimeEvent> eventCodec;
    private final Scale scale;
    private @Nullable FrameSystem system;
    private @Nullable ExtrinsicFormat format;
    private @Nullable AccountLookup lookup;

    /// @param crate the Rust crate whose name the outer types carry (`phala_node_runtime`)
    /// @param bindings further types that only this runtime knows
    protected Runtime(String crate, Map<Class<?>, Supplier<? extends Codec<?>>> bindings) {
        this.crate = crate;
        this.callCodec = new OuterCodec<>(
                List.of(crate, "RuntimeCall"),
                new OuterCodec.Shape<>(RuntimeCall::pallet, RuntimeCall::call, RuntimeCall::new));
        this.eventCodec = new OuterCodec<>(
                List.of(crate, "RuntimeEvent"),
                new OuterCodec.Shape<>(RuntimeEvent::pallet, RuntimeEvent::event, RuntimeEvent::new));
        Map<Class<?>, Supplier<? extends Codec<?>>> all = new HashMap<>(bindings);
        all.put(RuntimeCall.class, () -> callCodec);
        all.put(RuntimeEvent.class, () -> eventCodec);
        this.scale = Scale.with(all);
    }

    /// Takes a pallet in under its index.
    protected final <P extends Pallet<?, ?>> P pallet(int index, P pallet) {
        if (byIndex[index] != null) {
            throw new IllegalStateException("Index " + index + " is taken by " + byIndex[index]);
        }
        pallet.attach(this, index);
        byIndex[index] = pallet;
        pallets.add(pallet);
        if (pallet instanceof FrameSystem frameSystem) {
            system = frameSystem;
        }
        return pallet;
    }

    /// Ends the list: derives the outer types and fixes the extensions around every extrinsic.
    protected final void seal(List<SignedExtension<?>> extensions, AccountLookup accountLookup) {
        // Pallets may be made in another order than their indices where one needs another; hooks and metadata keep to
        // the indices.
        pallets.sort(Comparator.comparingInt(Pallet::index));
        pallets.sort(Comparator.comparingInt(Pallet::index));
        for (Pallet<?, ?> pallet : pallets) {
            pallet.callType()
                    .ifPresent(
                            type -> callCodec.add(pallet, scale.codec(type), CALL_TYPE_NAME.formatted(pallet.name())));
            pallet.eventType().ifPresent(type -> eventCodec.add(pallet, scale.codec(type), pallet.eventTypeName()));
        }
        format = new ExtrinsicFormat(callCodec, extensions);
        lookup = accountLookup;
    }

    public final String crate() {
        return crate;
    }

    /// The pallets in the order of their indices.
    public final List<Pallet<?, ?>> pallets() {
        return List.copyOf(pallets);
    }

    public final Optional<Pallet<?, ?>> pallet(int index) {
        return Optional.ofNullable(byIndex[index]);
    }

    public final FrameSystem system() {
        return present(system);
    }

    public final ExtrinsicFormat extrinsicFormat() {
        return present(format);
    }

    public final AccountLookup lookup() {
        return present(lookup);
    }

    private static <T> T present(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("The runtime is not complete: pallets, then seal");
        }
        return part;
    }

    public final Codec<RuntimeCall> callCodec() {
        return callCodec;
    }

    public final Codec<RuntimeEvent> eventCodec() {
        return eventCodec;
    }

    @Override
    public final Scale scale() {
        return scale;
    }

    @Override
    public final void deposit(int pallet, Object event) {
        system().depositEvent(new RuntimeEvent(pallet, event));
    }

    @Override
    public final PostDispatchInfo dispatch(Origin origin, RuntimeCall call) throws DispatchException {
        Externalities state = Externalities.current();
        if (state.depth() >= Externalities.LAYERS_MAX) {
            throw new DispatchException(
                    new DispatchError.Transactional(DispatchError.TransactionalError.LIMIT_REACHED));
        }
        return state.layer(() -> palletOf(call).dispatch(origin, call.call()));
    }

    @Override
    public final DispatchInfo dispatchInfo(RuntimeCall call) {
        return palletOf(call).dispatchInfo(call.call());
    }

    /// The pallet of a call. Calls come from the call codec, which knows only pallets of this runtime.
    @SuppressWarnings("unchecked")
    final Pallet<Object, ?> palletOf(RuntimeCall call) {
        Pallet<?, ?> pallet = byIndex[call.pallet()];
        if (pallet == null) {
            throw new IllegalArgumentException("Pallet " + call.pallet() + " is not part of this runtime");
        }
        return (Pallet<Object, ?>) pallet;
    }

    /// Notes every pallet's storage version: part of genesis.
    public final void putStorageVersions() {
        Bytes item = Hasher.ofName(":__STORAGE_VERSION__:");
        for (Pallet<?, ?> pallet : pallets) {
            Bytes key = Hasher.ofName(pallet.name()).concat(item);
            Externalities.current().put(key, Codecs.U16.encode((short) pallet.storageVersion()));
        }
    }

    /// Checks the invariants of all pallets.
    ///
    /// @throws IllegalStateException when one is broken
    public final void tryState() {
        pallets.forEach(Pallet::tryState);
    }
}
