package network.phala.frame.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.frame.Pallet;
import network.phala.frame.PalletConstant;
import network.phala.frame.executive.Runtime;
import network.phala.frame.storage.StorageEntry;
import network.phala.frame.transaction.ExtrinsicFormat;
import network.phala.frame.transaction.MultiAddress;
import network.phala.frame.transaction.MultiSignature;
import network.phala.frame.transaction.SignedExtension;
import network.phala.metadata.MetadataV14;
import network.phala.metadata.MetadataV15;
import network.phala.metadata.PalletMetadata;
import network.phala.metadata.SignedExtensionMetadata;
import network.phala.metadata.TypeId;
import network.phala.metadata.TypeRegistry;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.scale.TypeDef;
import network.phala.scale.TypeRef;

/// Makes metadata from the pallets of a runtime: the same descriptions that its codecs were derived with.
///
/// Constants that are kept in storage are asked when it is made, so that has to happen on a block's state.
public final class RuntimeMetadata {
    private final Runtime runtime;
    private final TypeRegistry registry = new TypeRegistry();
    private final TypeRef extrinsic;
    private final TypeRef extra;
    private final TypeRef runtimeType;
    private final TypeRef errorType;

    private final List<RuntimeApiDescription> apis;

    private RuntimeMetadata(Runtime runtime, List<RuntimeApiDescription> apis) {
        this.runtime = runtime;
        this.apis = apis;
        this.extra = TypeRef.of(new TypeDef.Tuple(
                extensions().stream().map(e -> e.codec().type()).toList()));
        this.extrinsic = TypeRef.of(extrinsic());
        this.runtimeType = TypeRef.of(new TypeDef.Composite(List.of(runtime.crate(), "Runtime"), List.of(), List.of()));
        this.errorType = TypeRef.of(outerError());
        collect();
        registry.seal();
    }

    /// Numbers the types of a runtime once; metadata can then be made on any state.
    ///
    /// @param apis what the runtime can be called for by name; none for version 14
    public static RuntimeMetadata of(Runtime runtime, List<RuntimeApiDescription> apis) {
        return new RuntimeMetadata(runtime, apis);
    }

    /// Version 14, on the state that is bound.
    public static MetadataV14 v14(Runtime runtime) {
        return of(runtime, List.of()).v14();
    }

    /// Version 14, on the state that is bound.
    public MetadataV14 v14() {
        return new MetadataV14(
                registry.types(),
                pallets(),
                new MetadataV14.Extrinsic(registry.id(extrinsic), (byte) ExtrinsicFormat.VERSION, signedExtensions()),
                registry.id(runtimeType));
    }

    /// Version 15, on the state that is bound.
    ///
    /// @param apis what the runtime can be called for by name
    public static MetadataV15 v15(Runtime runtime, List<RuntimeApiDescription> apis) {
        return of(runtime, apis).v15();
    }

    /// Version 15, on the state that is bound.
    public MetadataV15 v15() {
        return new MetadataV15(
                registry.types(),
                pallets().stream().map(MetadataV15.DocumentedPallet::of).toList(),
                new MetadataV15.Extrinsic(
                        (byte) ExtrinsicFormat.VERSION,
                        registry.id(addressType()),
                        registry.id(runtime.callCodec().type()),
                        registry.id(signatureType()),
                        registry.id(extra),
                        signedExtensions()),
                registry.id(runtimeType),
                describedApis(),
                new MetadataV15.OuterEnums(
                        registry.id(runtime.callCodec().type()),
                        registry.id(runtime.eventCodec().type()),
                        registry.id(errorType)),
                Map.of());
    }

    private List<SignedExtension<?>> extensions() {
        return runtime.extrinsicFormat().extensions();
    }

    private static TypeRef addressType() {
        return Scale.of(MultiAddress.class).type();
    }

    private static TypeRef signatureType() {
        return Scale.of(MultiSignature.class).type();
    }

    /// `UncheckedExtrinsic<Address, Call, Signature, Extra>`, opaque bytes inside.
    private TypeDef extrinsic() {
        return new TypeDef.Composite(
                List.of("sp_runtime", "generic", "unchecked_extrinsic", "UncheckedExtrinsic"),
                List.of(
                        new TypeDef.TypeParameter("Address", addressType()),
                        new TypeDef.TypeParameter("Call", runtime.callCodec().type()),
                        new TypeDef.TypeParameter("Signature", signatureType()),
                        new TypeDef.TypeParameter("Extra", extra)),
                List.of(new TypeDef.Field(null, Codecs.BYTES.type(), null)));
    }

    private TypeDef outerError() {
        List<TypeDef.Case> cases = new ArrayList<>();
        for (Pallet<?, ?> pallet : runtime.pallets()) {
            pallet.errorType().ifPresent(type -> {
                TypeRef error = runtime.scale().codec(type).type();
                cases.add(new TypeDef.Case(
                        pallet.name(),
                        pallet.index(),
                        List.of(new TypeDef.Field(null, error, pallet.errorTypeName()))));
            });
        }
        return new TypeDef.Variant(List.of(runtime.crate(), "RuntimeError"), List.of(), cases);
    }

    private void collect() {
        registry.add(runtime.eventCodec().type());
        registry.add(extrinsic);
        registry.add(runtimeType);
        registry.add(errorType);
        for (Pallet<?, ?> pallet : runtime.pallets()) {
            for (var item : pallet.storage()) {
                StorageEntry entry = item.entry();
                entry.key().ifPresent(registry::add);
                registry.add(entry.value());
            }
            pallet.callType()
                    .ifPresent(type -> registry.add(runtime.scale().codec(type).type()));
            pallet.eventType()
                    .ifPresent(type -> registry.add(runtime.scale().codec(type).type()));
            pallet.errorType()
                    .ifPresent(type -> registry.add(runtime.scale().codec(type).type()));
            pallet.constants().forEach(constant -> registry.add(constant.type()));
        }
        for (SignedExtension<?> extension : extensions()) {
            registry.add(extension.additionalType());
        }
        for (RuntimeApiDescription api : apis) {
            for (RuntimeApiDescription.Method method : api.methods()) {
                method.inputs().forEach(input -> registry.add(input.type()));
                registry.add(method.output());
            }
        }
    }

    private List<MetadataV15.RuntimeApi> describedApis() {
        return apis.stream()
                .map(api -> new MetadataV15.RuntimeApi(
                        api.name(), api.methods().stream().map(this::method).toList(), List.of()))
                .toList();
    }

    private MetadataV15.Method method(RuntimeApiDescription.Method method) {
        List<MetadataV15.Input> inputs = method.inputs().stream()
                .map(input -> new MetadataV15.Input(input.name(), registry.id(input.type())))
                .toList();
        return new MetadataV15.Method(method.name(), inputs, registry.id(method.output()), List.of());
    }

    /// The type of extrinsics, opaque inside: what runtime APIs take and give.
    public static TypeRef extrinsicType(Runtime runtime) {
        return new RuntimeMetadata(runtime, List.of()).extrinsic;
    }

    private List<PalletMetadata> pallets() {
        return runtime.pallets().stream().map(this::pallet).toList();
    }

    private PalletMetadata pallet(Pallet<?, ?> pallet) {
        List<PalletMetadata.Entry> entries =
                pallet.storage().stream().map(item -> entry(item.entry())).toList();
        return new PalletMetadata(
                pallet.name(),
                entries.isEmpty() ? Optional.empty() : Optional.of(new PalletMetadata.Storage(pallet.name(), entries)),
                pallet.callType().map(this::id),
                pallet.eventType().map(this::id),
                pallet.constants().stream().map(this::constant).toList(),
                pallet.errorType().map(this::id),
                (byte) pallet.index());
    }

    private TypeId id(Class<?> type) {
        Codec<?> codec = runtime.scale().codec(type);
        return registry.id(codec.type());
    }

    private PalletMetadata.Entry entry(StorageEntry entry) {
        TypeId value = registry.id(entry.value());
        PalletMetadata.Kind kind = entry.key().isEmpty()
                ? new PalletMetadata.Kind.Plain(value)
                : new PalletMetadata.Kind.Map(
                        entry.hashers().stream()
                                .map(hasher -> PalletMetadata.KeyHasher.values()[hasher.ordinal()])
                                .toList(),
                        registry.id(entry.key().get()),
                        value);
        return new PalletMetadata.Entry(
                entry.name(),
                entry.optional() ? PalletMetadata.Modifier.OPTIONAL : PalletMetadata.Modifier.DEFAULT,
                kind,
                entry.fallback(),
                List.of());
    }

    private PalletMetadata.Constant constant(PalletConstant constant) {
        return new PalletMetadata.Constant(
                constant.name(), registry.id(constant.type()), constant.value().get(), List.of());
    }

    private List<SignedExtensionMetadata> signedExtensions() {
        return extensions().stream()
                .map(e -> new SignedExtensionMetadata(
                        e.identifier(), registry.id(e.codec().type()), registry.id(e.additionalType())))
                .toList();
    }
}
