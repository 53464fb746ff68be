package network.phala.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.CountedStorageMap;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageDoubleMap;
import network.phala.frame.storage.StorageItem;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.storage.StorageNMap;
import network.phala.frame.storage.StorageValue;
import network.phala.frame.transaction.TransactionSource;
import network.phala.frame.transaction.TransactionValidityException;
import network.phala.frame.transaction.UnknownTransaction;
import network.phala.frame.transaction.ValidTransaction;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.TypePath;
import network.phala.scale.TypeRef;
import org.jspecify.annotations.Nullable;

/// One part of the chain's logic: storage items, calls, events, errors, hooks.
///
/// `C` is the sealed interface of its calls (one record a dispatchable, `@Index`ed, `@SnakeCaseVariants`),
/// `E` that of its events; errors are an enum. A subclass declares its storage items as fields with
/// [#value], [#map] and so on, in metadata's order, and answers [#dispatch] with one exhaustive `switch`.
/// Its index is given by the runtime.
public abstract class Pallet<C, E> {
    private final String name;
    private final @Nullable Class<C> callType;
    private final @Nullable Class<E> eventType;
    private final @Nullable Class<? extends Enum<?>> errorType;
    private final List<StorageItem<?>> storage = new ArrayList<>();
    private final List<PalletConstant> constants = new ArrayList<>();
    private @Nullable PalletHost host;
    private int index = -1;

    /// @param name the name in metadata, also the storage prefix
    protected Pallet(
            String name,
            @Nullable Class<C> callType,
            @Nullable Class<E> eventType,
            @Nullable Class<? extends Enum<?>> errorType) {
        this.name = name;
        this.callType = callType;
        this.eventType = eventType;
        this.errorType = errorType;
    }

    /// Called once by the runtime that takes this pallet in.
    public final void attach(PalletHost runtime, int palletIndex) {
        if (host != null) {
            throw new IllegalStateException(name + " is part of a runtime already");
        }
        host = runtime;
        index = palletIndex;
    }

    /// Runs a call. What it wrote is rolled back by the caller when it refuses.
    public PostDispatchInfo dispatch(Origin origin, C call) throws DispatchException {
        throw new IllegalStateException(name + " has no calls");
    }

    /// The cost declared for a call.
    public DispatchInfo dispatchInfo(C call) {
        return DispatchInfo.normal(Weight.ZERO);
    }

    /// Runs before the block's first extrinsic, pallet by pallet in order.
    public Weight onInitialize(int blockNumber) {
        return Weight.ZERO;
    }

    /// Runs after the block's last extrinsic.
    public void onFinalize(int blockNumber) {}

    /// Runs before [#onFinalize] when weight is left over.
    public Weight onIdle(int blockNumber, Weight remaining) {
        return Weight.ZERO;
    }

    /// The inherent extrinsic this pallet wants in every block.
    public Optional<C> createInherent(InherentData data) {
        return Optional.empty();
    }

    /// What is wrong with an inherent that another node put into a block, if anything.
    public Optional<String> checkInherent(C call, InherentData data) {
        return Optional.empty();
    }

    /// True for calls that only the block's author may bring, unsigned and first.
    public boolean isInherent(C call) {
        return false;
    }

    /// Whether an unsigned call may enter a pool.
    public ValidTransaction validateUnsigned(TransactionSource source, C call) throws TransactionValidityException {
        throw new TransactionValidityException(UnknownTransaction.NO_UNSIGNED_VALIDATOR);
    }

    /// Whether an unsigned call may be dispatched in a block. A pallet that answers [#validateUnsigned]
    /// answers this too; for the others it is the call that refuses, with `BadOrigin`.
    public void preDispatchUnsigned(C call) throws TransactionValidityException {}

    /// The version that genesis writes under `:__STORAGE_VERSION__:`.
    public int storageVersion() {
        return 0;
    }

    /// Checks the pallet's invariants over its whole state.
    ///
    /// @throws IllegalStateException when one is broken
    public void tryState() {}

    public final String name() {
        return name;
    }

    public final int index() {
        return index;
    }

    public final Optional<Class<C>> callType() {
        return Optional.ofNullable(callType);
    }

    public final Optional<Class<E>> eventType() {
        return Optional.ofNullable(eventType);
    }

    /// The name under which the runtime's Rust source knows the pallet's module; it shows in the outer enums.
    public String rustModule() {
        Class<?> type = eventType != null ? eventType : errorType;
        TypePath path = type == null ? null : type.getAnnotation(TypePath.class);
        return path == null ? name : path.value().split("::", -1)[0];
    }

    /// The event type as Rust's macros spell it in the outer enum.
    public final String eventTypeName() {
        TypePath path = eventType == null ? null : eventType.getAnnotation(TypePath.class);
        return rustModule() + (path != null && path.parameters().length > 0 ? "::Event<Runtime>" : "::Event");
    }

    /// The error type as Rust's macros spell it in the outer enum.
    public final String errorTypeName() {
        return rustModule() + "::Error<Runtime>";
    }

    public final Optional<Class<? extends Enum<?>>> errorType() {
        return Optional.ofNullable(errorType);
    }

    /// Storage items in the order of their declaration.
    public final List<StorageItem<?>> storage() {
        return List.copyOf(storage);
    }

    public final List<PalletConstant> constants() {
        return List.copyOf(constants);
    }

    /// The runtime.
    protected final PalletHost host() {
        PalletHost runtime = host;
        if (runtime == null) {
            throw new IllegalStateException(name + " is not part of a runtime");
        }
        return runtime;
    }

    protected final void deposit(E event) {
        host().deposit(index, event);
    }

    /// This pallet's error as what a dispatch throws.
    public final DispatchException error(Enum<?> error) {
        if (error.getDeclaringClass() != errorType) {
            throw new IllegalArgumentException(error.getDeclaringClass() + " is not the error type of " + name);
        }
        return new DispatchException(DispatchError.Module.of(index, error.ordinal()));
    }

    protected final void ensure(boolean holds, Enum<?> error) throws DispatchException {
        if (!holds) {
            throw error(error);
        }
    }

    /// The value, or the error where there is none.
    protected final <T> T require(Optional<T> value, Enum<?> error) throws DispatchException {
        if (value.isEmpty()) {
            throw error(error);
        }
        return value.get();
    }

    /// A value that is `None` when absent.
    protected final <V> StorageValue<V> value(String item, Codec<V> codec) {
        return register(new StorageValue<>(name, item, codec, null));
    }

    protected final <V> StorageValue<V> value(String item, Codec<V> codec, V fallback) {
        return register(new StorageValue<>(name, item, codec, fallback));
    }

    /// A map whose entries are `None` when absent.
    protected final <K, V> StorageMap<K, V> map(String item, Hasher hasher, Codec<K> key, Codec<V> codec) {
        return register(new StorageMap<>(name, item, hasher, key, codec, null));
    }

    protected final <K, V> StorageMap<K, V> map(String item, Hasher hasher, Codec<K> key, Codec<V> codec, V fallback) {
        return register(new StorageMap<>(name, item, hasher, key, codec, fallback));
    }

    protected final <K, V> CountedStorageMap<K, V> countedMap(
            String item, Hasher hasher, Codec<K> key, Codec<V> codec, @Nullable V fallback) {
        CountedStorageMap<K, V> map = new CountedStorageMap<>(name, item, hasher, key, codec, fallback);
        storage.addAll(map.items());
        return map;
    }

    protected final <K1, K2, V> StorageDoubleMap<K1, K2, V> doubleMap(
            String item, StorageDoubleMap.Key<K1> first, StorageDoubleMap.Key<K2> second, Codec<V> codec) {
        return register(new StorageDoubleMap<>(name, item, first, second, codec, null));
    }

    protected final <K1, K2, V> StorageDoubleMap<K1, K2, V> doubleMap(
            String item, StorageDoubleMap.Key<K1> first, StorageDoubleMap.Key<K2> second, Codec<V> codec, V fallback) {
        return register(new StorageDoubleMap<>(name, item, first, second, codec, fallback));
    }

    protected final <V> StorageNMap<V> nMap(
            String item, List<StorageDoubleMap.Key<?>> keys, Codec<V> codec, @Nullable V fallback) {
        return register(new StorageNMap<>(name, item, keys, codec, fallback));
    }

    /// How one key of a double or n-map is hashed.
    protected static <K> StorageDoubleMap.Key<K> key(Hasher hasher, Codec<K> codec) {
        return new StorageDoubleMap.Key<>(hasher, codec);
    }

    protected final <T> void constant(String constantName, Codec<T> codec, T value) {
        parameter(constantName, codec, () -> value);
    }

    /// A constant whose value is asked each time metadata is made.
    protected final <T> void parameter(String constantName, Codec<T> codec, Supplier<T> value) {
        constants.add(new PalletConstant(constantName, codec.type(), () -> codec.encode(value.get())));
    }

    /// The codec of a type that holds the runtime's own types (`RuntimeCall`), derived at first use.
    protected final <T> Codec<T> runtimeCodec(Class<T> type) {
        Supplier<Codec<T>> source = () -> host().scale().codec(type);
        return Codecs.of(
                TypeRef.lazy(type, () -> source.get().type().get()),
                (v, out) -> source.get().encode(v, out),
                in -> source.get().decode(in));
    }

    private <I extends StorageItem<?>> I register(I item) {
        storage.add(item);
        return item;
    }
}
